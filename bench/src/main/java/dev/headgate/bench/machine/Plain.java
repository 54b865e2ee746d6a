package dev.headgate.bench.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/// One question on one connection, for what happens once: has it started, what has it counted.
public final class Plain {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";

  private Plain() {}

  /// Whether a call through it is answered with a result now.
  public static boolean answers(URI url) {
    String request =
        "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(url.getPath(), CALL.length(), CALL);
    return ask(url, request).filter(answer -> answer.contains("\"result\"")).isPresent();
  }

  /// The body of a `GET`, empty when there is no answer of status 200.
  public static Optional<String> get(URI url) {
    String request =
        "GET %s HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".formatted(url.getPath());
    return ask(url, request)
        .filter(answer -> answer.startsWith("HTTP/1.1 200 "))
        .map(answer -> answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private static Optional<String> ask(URI url, String request) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return Optional.of(read(socket.getInputStream()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Until the answer is whole by its length, for not every server closes.
  private static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] piece = new byte[8192];
    for (int n = in.read(piece); n > 0; n = in.read(piece)) {
      text.append(new String(piece, 0, n, US_ASCII));
      if (whole(text)) {
        break;
      }
    }
    return text.toString();
  }

  private static boolean whole(StringBuilder text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    return text.substring(0, end)
        .lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .map(line -> Integer.valueOf(line.substring(15).strip()))
        .anyMatch(length -> text.length() >= end + 4 + length);
  }

  /// A port of loopback that nobody has now.
  public static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
