package dev.headgate;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Clients of the warm-up, all on one thread: each has one call under way at a time. Not
/// thread-safe.
final class WarmCallers implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 2000;
  private static final int LONGEST_LINE = 4096;
  private static final String LENGTH = "content-length:";

  private record Caller(Socket socket, InputStream in) {}

  private final List<Caller> callers = new ArrayList<>();
  private final WarmTalk talk;

  private WarmCallers(String path) {
    talk = new WarmTalk(path);
  }

  /// So many clients of an address.
  static WarmCallers connect(InetSocketAddress address, String path, int count) throws IOException {
    WarmCallers made = new WarmCallers(path);
    try {
      for (int i = 0; i < count; i++) {
        made.add(address);
      }
      return made;
    } catch (IOException failed) {
      made.close();
      throw failed;
    }
  }

  private void add(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    callers.add(new Caller(socket, new BufferedInputStream(socket.getInputStream())));
  }

  /// Each client sends one call, and then takes its answer.
  ///
  /// @return how many that are
  /// @throws IOException when one was not answered with a result
  int round() throws IOException {
    for (Caller caller : callers) {
      caller.socket().getOutputStream().write(talk.request());
    }
    for (Caller caller : callers) {
      String body = body(caller.in());
      if (!body.contains("\"result\"")) {
        throw new IOException("the warm-up was answered " + body);
      }
    }
    return callers.size();
  }

  /// Reads one HTTP message of a peer that is ours.
  ///
  /// @return its body; empty when the peer has ended before
  static String body(InputStream in) throws IOException {
    int length = 0;
    String line = line(in);
    while (!line.isEmpty()) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).trim());
      }
      line = line(in);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return new String(body, StandardCharsets.US_ASCII);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    for (Caller caller : callers) {
      caller.socket().close();
    }
  }
}
