package dev.headgate.testing.netns;

import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.anvil.TestGateway.NodeAt;
import dev.headgate.testing.anvil.TestGateway.Spec;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Two nodes of one chain and a gateway process before them: the primary `far` at the end of a link
/// of its own, the standby `near` in the test's JVM. Not thread-safe.
public final class World implements AutoCloseable {
  public static final String FAR = "far";
  public static final String NEAR = "near";
  static final String CHAIN = "test";
  static final long CHAIN_ID = 4242;
  static final Duration BLOCK_TIME = Duration.ofSeconds(1);
  public static final int CALLERS = 16;
  private static final int WARMING = 20;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final FarNode far;
  private final URI nearUri;
  private final TestGateway gateway;
  private final int failoversAtStart;

  private World(FarNode.Link link, String settings) {
    boolean whole = false;
    try {
      far = add(FarNode.start(link));
      Simulation nodes =
          add(Simulation.of(SteadyClock.system()).chain(CHAIN, CHAIN_ID, BLOCK_TIME, 2).start());
      nearUri = nodes.node(CHAIN + "-b").uri();
      // Their JVMs are cold, and a first probe must not find out.
      warm(far.uri());
      warm(nearUri);
      gateway =
          add(
              TestGateway.start(
                  Spec.of(CHAIN_ID, new NodeAt(FAR, far.uri()), new NodeAt(NEAR, nearUri))
                      .settings(settings)));
      gateway.awaitActive(FAR);
      failoversAtStart = gateway.failovers();
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /// The world with its primary serving.
  ///
  /// @param settings further sections of the gateway's configuration as YAML
  public static World of(FarNode.Link link, String settings) {
    return new World(link, settings);
  }

  private <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  private static void warm(URI node) {
    for (int i = 0; i < WARMING; i++) {
      ask(node, Callers.call("eth_getBlockByNumber", "[\"latest\",false]"));
    }
  }

  /// How often the active node has changed since the primary first served.
  public int failovers() {
    return gateway.failovers() - failoversAtStart;
  }

  public FarNode far() {
    return far;
  }

  public TestGateway gateway() {
    return gateway;
  }

  /// The usual sixteen clients that ask for a balance, which is cheap and may be hedged.
  public Callers callers() {
    return callers(
        CALLERS, PAUSE, Callers.call("eth_getBalance", "[\"0x%040d\",\"latest\"]".formatted(7)));
  }

  public Callers callers(int count, Duration pause, String question) {
    return add(Callers.start(gateway.rpc(), count, pause, question, ""));
  }

  /// The usual number of clients, whose answer must be the near node's own, byte for byte.
  public Callers suspicious(String question) {
    String answer = ask(nearUri, question);
    return add(Callers.start(gateway.rpc(), CALLERS, PAUSE, question, answer));
  }

  /// Asks the gateway once; the answer's body.
  public String ask(String question) {
    return ask(gateway.rpc(), question);
  }

  private static String ask(URI to, String question) {
    try {
      return Callers.ask(to, question);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Returns when the status page says so of the node.
  public void awaitFit(String node, boolean fit) {
    Await.until(
        node + (fit ? " is fit" : " is unfit"),
        () -> gateway.node(node).path("fit").asBoolean() == fit);
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        first = first == null ? new IllegalStateException(e) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
