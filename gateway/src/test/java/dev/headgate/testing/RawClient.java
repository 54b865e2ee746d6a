package dev.headgate.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client that says exactly the bytes it is told to, and reads answers one by one.
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  /// An HTTP answer; header names in lower case.
  public record Reply(int status, Map<String, String> headers, String body) {

    /// The header's value, empty when there is none.
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;

  public RawClient(InetSocketAddress to) throws IOException {
    this(to, 0);
  }

  /// A client with a receive buffer of so many bytes; 0 leaves it to the kernel.
  public RawClient(InetSocketAddress to, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(to);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 256);
  }

  public RawClient send(String bytes) throws IOException {
    return send(bytes.getBytes(StandardCharsets.UTF_8));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /// Posts JSON with a true `Content-Length`.
  public RawClient post(String path, String body) throws IOException {
    return send(request(path, body, ""));
  }

  /// The bytes of a head: these lines and the empty one.
  public static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /// The bytes of a POST.
  ///
  /// @param lines further header lines, each with its end
  public static String request(String path, String body, String lines) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: headgate\r\nContent-Type: application/json\r\n"
        + lines
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /// Reads the next answer whole.
  ///
  /// @throws IOException when it is none, or ends too early
  public Reply reply() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.1 ")) {
      throw new IOException("no status line: \"" + line + "\"");
    }
    int status = Integer.parseInt(line.substring(9, 12));
    Map<String, String> headers = headers();
    return new Reply(status, headers, body(status, headers));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    return headers;
  }

  private String body(int status, Map<String, String> headers) throws IOException {
    if (status / 100 == 1 || status == 204) {
      return "";
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      for (int size = chunk(); size > 0; size = chunk()) {
        body.write(exactly(size));
        line();
      }
      line();
    } else if (headers.containsKey("content-length")) {
      body.write(exactly(Integer.parseInt(headers.get("content-length"))));
    } else {
      body.write(in.readAllBytes());
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException(
            "cut within a line: \"" + line.toString(StandardCharsets.UTF_8) + "\"");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /// Waits until so many bytes are there to be read.
  public void awaitBytes(int length) throws IOException {
    in.mark(length);
    exactly(length);
    in.reset();
  }

  /// Waits for the connection's end, however it comes, and returns the bytes that came before it.
  public String untilTheEnd() {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      in.transferTo(rest);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection was never ended", e);
    } catch (IOException e) {
      // Reset: an end too.
    }
    return rest.toString(StandardCharsets.UTF_8);
  }

  /// Whether the other side has ended the connection.
  public boolean ended() {
    try {
      socket.setSoTimeout(1);
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0;
    } catch (SocketTimeoutException quiet) {
      return false;
    } catch (IOException reset) {
      return true;
    } finally {
      patient();
    }
  }

  private void patient() {
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (SocketException e) {
      // Closed: nothing is read any more.
    }
  }

  /// Ends this side alone.
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /// Ends the connection with RST.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
