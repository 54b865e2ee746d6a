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
  /// The calls are what most clients send; a long answer and a batch go other ways through the
  /// code, and come seldom, as in life.
  private static final List<String> CALLS =
      List.of(
          call("eth_blockNumber", ""),
          call("eth_call", "{\"to\":\"0x00000000000000000000000000000000000000aa\"},\"latest\""),
          call("eth_blockNumber", ""),
          call("eth_getBlockByNumber", "\"latest\",false"),
          call("eth_blockNumber", ""),
          call("eth_getTransactionReceipt", "\"0x" + "0".repeat(64) + "\""),
          call("eth_blockNumber", ""));

  private static final String LOGS =
      call("eth_getLogs", "{\"fromBlock\":\"0x1\",\"toBlock\":\"0x1\"}");
  private static final String BATCH =
      "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]},"
          + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_chainId\",\"params\":[]}]";

  private static final int SELDOM = 61;
  private static final int PATIENCE_MILLIS = 2000;
  private static final int LONGEST_LINE = 4096;
  private static final String LENGTH = "content-length:";

  private record Caller(Socket socket, InputStream in) {}

  private final List<Caller> callers = new ArrayList<>();
  private final List<byte[]> requests = new ArrayList<>();
  private final byte[] logs;
  private final byte[] batch;
  private int next;

  private WarmCallers(String path) {
    CALLS.forEach(body -> requests.add(request(path, body)));
    logs = request(path, LOGS);
    batch = request(path, BATCH);
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

  private static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
        .formatted(method, params);
  }

  private static byte[] request(String path, String body) {
    return """
    POST %s HTTP/1.1\r
    Host: localhost\r
    User-Agent: headgate-warm-up\r
    Accept: */*\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(path, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Each client sends one call, and then takes its answer.
  ///
  /// @return how many that are
  /// @throws IOException when one was not answered with a result
  int round() throws IOException {
    for (Caller caller : callers) {
      caller.socket().getOutputStream().write(request());
    }
    for (Caller caller : callers) {
      String body = body(caller.in());
      if (!body.contains("\"result\"")) {
        throw new IOException("the warm-up was answered " + body);
      }
    }
    return callers.size();
  }

  private byte[] request() {
    next++;
    if (next % SELDOM == 0) {
      return next % 2 == 0 ? logs : batch;
    }
    return requests.get(next % requests.size());
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
