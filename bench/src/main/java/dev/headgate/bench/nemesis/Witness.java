package dev.headgate.bench.nemesis;

import dev.headgate.bench.front.NodeAt;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Asks each node one question after the other, past the gateway, and writes down when an answer
/// took so long that a gateway may leave the node for it. On a machine that has other work a node
/// is silent now and then without any fault of the plan's. Thread-safe.
final class Witness implements AutoCloseable {
  /// A gateway counts a silence of 50 ms against a node; what it sees may be a little longer than
  /// what is seen here.
  private static final Duration SILENT = Duration.ofMillis(40);

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofSeconds(2);
  private static final byte[] QUESTION =
      question("{\"jsonrpc\":\"2.0\",\"id\":\"witness\",\"method\":\"eth_chainId\"}");

  private final SteadyClock clock;
  private final Map<String, List<Span>> silences = new ConcurrentHashMap<>();
  private final List<Line> lines = new ArrayList<>();
  private final ScheduledExecutorService asking;

  private Witness(int nodes, SteadyClock clock) {
    this.clock = clock;
    asking =
        Executors.newScheduledThreadPool(
            nodes, Thread.ofPlatform().daemon().name("witness-", 0).factory());
  }

  /// Begins to ask.
  static Witness of(Collection<NodeAt> nodes, SteadyClock clock) {
    Witness witness = new Witness(nodes.size(), clock);
    for (NodeAt node : nodes) {
      Line line = witness.new Line(node);
      witness.lines.add(line);
      witness.asking.scheduleWithFixedDelay(line::ask, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return witness;
  }

  private static byte[] question(String body) {
    return ("POST / HTTP/1.1\r\nHost: node\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// When a node was silent, by the steady clock.
  ///
  /// @param node its name
  List<Span> silences(String node) {
    return List.copyOf(silences.getOrDefault(node, List.of()));
  }

  /// The way to one node, which may end at any time.
  private final class Line {
    private final NodeAt node;
    private final byte[] answer = new byte[4096];
    private volatile Socket socket = new Socket();

    Line(NodeAt node) {
      this.node = node;
    }

    void ask() {
      long asked = clock.nanos();
      try {
        if (!socket.isConnected() || socket.isClosed()) {
          socket = new Socket(InetAddress.getLoopbackAddress(), node.http().getPort());
          socket.setSoTimeout((int) MOST.toMillis());
        }
        socket.getOutputStream().write(QUESTION);
        if (socket.getInputStream().read(answer) < 0) {
          socket.close();
        }
      } catch (IOException away) {
        hangUp();
      }
      long answered = clock.nanos();
      if (answered - asked > SILENT.toNanos()) {
        silences
            .computeIfAbsent(node.name(), _ -> new CopyOnWriteArrayList<>())
            .add(new Span(asked, answered));
      }
    }

    private void hangUp() {
      try {
        socket.close();
      } catch (IOException ignored) {
        // It is of no use any more.
      }
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
    lines.forEach(Line::hangUp); // who waits for an answer waits no longer
  }
}
