package dev.headgate.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How many bytes the event loops allocate for a call, by the JVM's own count of each thread. The
/// leak detector must be off or `simple`, as in production: `paranoid` allocates more than the
/// call.
final class Allocation {
  static final int CALLS = 100_000;
  private static final int CONNECTIONS = 8;
  private static final String BODY =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";

  private Allocation() {}

  /// Bytes per call on a gateway with so many event loops, after as many calls of warm-up.
  static long perCall(int loops) throws Exception {
    try (World world = new World(loops, false)) {
      call(world.url());
      long before = allocated();
      call(world.url());
      return (allocated() - before) / CALLS;
    }
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().startsWith("headgate-loop"))
        .mapToLong(ThreadInfo::getThreadId)
        .map(threads::getThreadAllocatedBytes)
        .sum();
  }

  private static void call(URI url) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(() -> calls(url));
      }
      for (Future<Integer> each : clients.invokeAll(all)) {
        each.get();
      }
    }
  }

  /// A bare socket: the JDK's client would be measured on no event loop, but slow the run tenfold.
  private static int calls(URI url) throws IOException {
    byte[] request =
        ("POST "
                + url.getPath()
                + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
                + BODY.length()
                + "\r\n\r\n"
                + BODY)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] answer = new byte[4096];
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      for (int i = 0; i < CALLS / CONNECTIONS; i++) {
        out.write(request);
        // A small answer leaves the gateway in one piece.
        if (in.read(answer) < 0) {
          throw new IOException("the gateway closed the connection");
        }
      }
    }
    return CALLS / CONNECTIONS;
  }
}
