package dev.headgate.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/// A node whose every byte is scripted. The script is run once for each connection, on a thread of
/// its own; when it returns the connection is closed (FIN), when the connection breaks it ends.
/// Waits are on latches, never on time.
public final class RawNode implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final Pattern ID =
      Pattern.compile("\"id\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,}\\s]+)");

  /// What the node does on one connection.
  @FunctionalInterface
  public interface Script {
    void run(Line line) throws IOException, InterruptedException;
  }

  /// A request as it came.
  ///
  /// @param head its line and header lines, without the empty line
  public record Request(String head, String body, int connection) {

    /// The id of the first call in it, as it is spelled.
    public String id() {
      Matcher found = ID.matcher(body);
      return found.find() ? found.group(1) : "null";
    }
  }

  private final int port;
  private final String scheme;
  private final Script script;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final LinkedBlockingQueue<Request> arrivals = new LinkedBlockingQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Ear ear;
  private final AtomicLong written = new AtomicLong();
  private final CompletableFuture<InetSocketAddress> peer = new CompletableFuture<>();
  private final AtomicInteger connections = new AtomicInteger();

  private RawNode(ServerSocketFactory sockets, String scheme, Script script) throws IOException {
    this.scheme = scheme;
    this.script = script;
    ear = listen(sockets.createServerSocket(0, 512, InetAddress.getLoopbackAddress()));
    port = ear.listener().getLocalPort();
  }

  /// @param deaf down once nothing more is accepted
  private record Ear(ServerSocket listener, CountDownLatch deaf) {
    void close() throws IOException, InterruptedException {
      listener.close();
      // Until the accepting thread has left, the kernel still takes connections.
      deaf.await();
    }
  }

  /// Listens, and follows the script.
  public static RawNode of(Script script) {
    return over(ServerSocketFactory.getDefault(), "http", script);
  }

  /// As [#of(Script)], behind TLS when the factory makes such sockets.
  public static RawNode over(ServerSocketFactory sockets, String scheme, Script script) {
    try {
      return new RawNode(sockets, scheme, script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Answers every call with this result (JSON) and its own id.
  public static RawNode answering(String result) {
    return of(line -> line.answerAll(result));
  }

  /// Reads everything and says nothing.
  public static RawNode silent() {
    return of(line -> {
      while (true) {
        line.request();
      }
    });
  }

  /// Answers every request with this text as JSON, `ID` replaced by the first call's own.
  public static RawNode saying(String json) {
    return of(line -> {
      while (true) {
        Request request = line.request();
        line.answer(json.replace("ID", request.id()));
      }
    });
  }

  /// Tells the scripts where the gateway listens.
  public void peer(InetSocketAddress address) {
    peer.complete(address);
  }

  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + port);
  }

  /// Refuses new connections and serves on those it has.
  public void refuseConnections() {
    try {
      ear.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes connections again, at the same address, without TLS.
  public void takeConnections() {
    try {
      ear = listen(new ServerSocket(port, 512, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next request that has not been taken yet; waits for it.
  public Request take() throws InterruptedException {
    Request next = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the node got no request");
    }
    return next;
  }

  /// All requests so far.
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /// Lets go of all requests so far.
  public void forget() {
    requests.clear();
    arrivals.clear();
  }

  public int connections() {
    return connections.get();
  }

  /// Bytes that the kernel has taken from its answers.
  public long written() {
    return written.get();
  }

  private Ear listen(ServerSocket listener) {
    Ear here = new Ear(listener, new CountDownLatch(1));
    threads.execute(() -> accept(here));
    return here;
  }

  private void accept(Ear here) {
    try {
      while (true) {
        Socket socket = here.listener().accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        threads.execute(() -> serve(new Line(this, socket, number)));
      }
    } catch (IOException e) {
      // Closed: the node's end.
    } finally {
      here.deaf().countDown();
    }
  }

  private void serve(Line line) {
    try {
      script.run(line);
    } catch (IOException e) {
      // The other side went: so does the script.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      line.end();
      open.remove(line.socket);
    }
  }

  /// Ends everything, like a process that is killed.
  @Override
  public void close() {
    closing.countDown();
    try {
      ear.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }

  /// One connection, as its script sees it.
  public static final class Line {
    private final RawNode node;
    private final Socket socket;
    private final int number;

    private Line(RawNode node, Socket socket, int number) {
      this.node = node;
      this.socket = socket;
      this.number = number;
    }

    /// Counts from 1.
    public int number() {
      return number;
    }

    /// Where the gateway listens, as soon as the test has told.
    public InetSocketAddress peer() {
      return node.peer.join();
    }

    /// Reads one request whole.
    ///
    /// @throws IOException when the connection ended before
    public Request request() throws IOException {
      String head = head();
      int length = 0;
      for (String each : head.split("\r\n", -1)) {
        String lower = each.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring("content-length:".length()).trim());
        }
      }
      byte[] body = socket.getInputStream().readNBytes(length);
      if (body.length < length) {
        throw new IOException("cut");
      }
      Request request = new Request(head, new String(body, StandardCharsets.UTF_8), number);
      node.requests.add(request);
      node.arrivals.add(request);
      return request;
    }

    private String head() throws IOException {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int matched = 0;
      while (matched < 4) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("ended");
        }
        head.write(next);
        matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
      }
      String text = head.toString(StandardCharsets.ISO_8859_1);
      return text.substring(0, text.length() - 4);
    }

    /// Reads so many bytes as they are.
    public byte[] bytes(int count) throws IOException {
      byte[] bytes = socket.getInputStream().readNBytes(count);
      if (bytes.length < count) {
        throw new IOException("ended");
      }
      return bytes;
    }

    public void send(String bytes) throws IOException {
      send(bytes.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends bytes as they are; blocks while the other side does not read.
    public void send(byte[] bytes) throws IOException {
      for (int from = 0; from < bytes.length; from += 16 << 10) {
        int length = Math.min(16 << 10, bytes.length - from);
        socket.getOutputStream().write(bytes, from, length);
        node.written.addAndGet(length);
      }
      socket.getOutputStream().flush();
    }

    /// Sends a whole 200 with this JSON.
    public void answer(String json) throws IOException {
      send(http(200, json));
    }

    /// Answers each call to the connection's end.
    public void answerAll(String result) throws IOException {
      while (true) {
        answer(result(request().id(), result));
      }
    }

    /// Asks, over TLS 1.2, for a second handshake; the next read takes part in it.
    public void renegotiate() throws IOException {
      ((SSLSocket) socket).startHandshake();
    }

    /// Ends the connection with RST.
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /// Ends this side (FIN) and reads on until the other has ended too.
    public void halfClose() throws IOException {
      socket.shutdownOutput();
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /// Keeps the connection as it is until the node is closed.
    public void hold() throws InterruptedException {
      node.closing.await();
    }

    /// Keeps the connection as it is until the latch opens.
    public void await(CountDownLatch latch) throws InterruptedException {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the test never opened the latch");
      }
    }

    private void end() {
      try {
        socket.close();
      } catch (IOException e) {
        // Ended already.
      }
    }
  }

  /// A JSON-RPC answer.
  public static String result(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  /// A JSON-RPC error.
  public static String error(String id, int code, String message) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"error\":{\"code\":"
        + code
        + ",\"message\":\""
        + message
        + "\"}}";
  }

  /// An HTTP answer with a true `Content-Length`.
  public static String http(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }
}
