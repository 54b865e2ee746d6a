package dev.headgate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import dev.headgate.health.Health;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.judge.Verdict;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.operate.Metrics;
import dev.headgate.request.RequestIds;
import dev.headgate.request.accept.RpcListener;
import dev.headgate.request.accept.Serving;
import dev.headgate.request.send.Held;
import dev.headgate.request.send.Lacks;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.SocketSettings;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import dev.headgate.wire.WireSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Makes the request path fast before the first client comes: the package says why and how. Belongs
/// to one thread, and blocks: not for an event loop.
final class WarmUp implements AutoCloseable {
  /// A client and a node that only wait for each other show what a call costs; more of them at a
  /// time keep the loops busy.
  private static final int CALLERS = 8;

  /// Between two rests. Without rests these calls would take the processors from the compilers, on
  /// a host with few of them.
  private static final long BURST = 1600;

  private static final Duration PICTURE = Duration.ofMillis(250);

  private static final String CHAIN = "warm-up";
  private static final long HELD = 8L << 20;

  private final SteadyClock clock;
  private final WarmNode node;
  private final Wire wire;
  private final WireSockets sockets;
  private final Metrics metrics;
  private final RpcListener listener;
  private final Plant plant;
  private final Fleet fleet;
  private final List<Chain> chains;
  private final HealthBoard board;
  private long pictured;

  /// A gateway in small on the same event loops, with a listener, a board, metrics and breakers of
  /// its own.
  private WarmUp(Loops loops, SteadyClock clock) throws IOException, InvalidConfig {
    this.clock = clock;
    node = WarmNode.start();
    GatewaySettings settings = settings(node.port(), loops.all().size());
    chains = settings.chains().stream().map(ChainSettings::chain).toList();
    board = new HealthBoard(chains, clock.instant());
    metrics = new Metrics(board, clock, CHAIN);
    wire = new Wire(loops, clock, metrics);
    WireQuestions questions = new WireQuestions(wire, List.of());
    sockets = new WireSockets(wire, List.of(), SocketSettings.DEFAULTS);
    Health health =
        new Health(settings.chains(), questions, sockets, board, clock, (_, _, _) -> {});
    plant =
        new Plant(
            clock,
            loops,
            wire,
            questions,
            sockets,
            board,
            health,
            metrics,
            new RequestIds(0),
            new Lacks(clock),
            new Held(HELD));
    fleet = Fleet.first(plant, settings);
    fleet.follow(Optional.empty());
    chains.forEach(chain -> board.publish(allFit(chain)));
    pictured = clock.nanos();
    Serving serving = fleet.serving();
    listener =
        new RpcListener(
            loops,
            serving.listen(),
            serving.limits(),
            serving.chains(),
            serving.routes(),
            (_, _) -> Optional.empty(),
            plant.held(),
            plant.ids(),
            clock,
            CALLERS * 2);
  }

  /// Two nodes, so that each call has somewhere else to go, as it usually has.
  private static GatewaySettings settings(int port, int threads) throws InvalidConfig {
    String url = "http://127.0.0.1:" + port;
    GatewaySettings usual =
        ConfigReader.checkChains(List.of(CHAIN + "=" + url + "/a," + url + "/b"), threads)
            .orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new GatewaySettings(
        new ListenSettings(free, free, List.of(), Duration.ZERO, false),
        threads,
        usual.defaultChain(),
        usual.chains(),
        usual.breaker(),
        usual.calls(),
        usual.limits());
  }

  /// A judge looks all the time. Were its picture old, calls would wait for the next.
  private void stayFit() {
    if (clock.nanos() - pictured >= PICTURE.toNanos()) {
      chains.forEach(chain -> board.publish(allFit(chain)));
      pictured = clock.nanos();
    }
  }

  private ChainHealth allFit(Chain chain) {
    OptionalLong head = OptionalLong.of(WarmNode.HEAD);
    return new ChainHealth(
        chain,
        1,
        clock.instant(),
        true,
        head,
        Optional.of(chain.nodes().getFirst()),
        false,
        true,
        chain.nodes().stream().map(each -> fit(each, head)).toList(),
        chain.nodes(),
        chain.nodes().size(),
        List.of());
  }

  private NodeHealth fit(Node each, OptionalLong head) {
    return new NodeHealth(
        each,
        new Verdict.Fit(""),
        true,
        head,
        0,
        0,
        clock.instant().toEpochMilli(),
        1,
        1,
        SocketState.NONE,
        BreakerState.CLOSED);
  }

  /// Sends calls through these event loops, with rests for the compilers, until they have no more
  /// to do; ends early when interrupted. The loops must not end before it does.
  ///
  /// @param most for how long at most
  /// @param least how many calls at least, if there is time for them
  /// @param wanted false when the rest is wanted no more; asked every few calls
  /// @return how many calls were answered
  /// @throws IOException when no socket can be had, or a call was not answered as it should be
  static long run(Loops loops, SteadyClock clock, Duration most, long least, BooleanSupplier wanted)
      throws IOException {
    if (!wanted.getAsBoolean()) {
      return 0;
    }
    long end = clock.nanos() + most.toNanos();
    Compilers compilers = Compilers.ofThisJvm(clock);
    try (WarmUp small = new WarmUp(loops, clock);
        WarmCallers callers = WarmCallers.connect(small.listener.address(), "/" + CHAIN, CALLERS)) {
      long answered = 0;
      long enough = 0;
      while (clock.nanos() - end < 0
          && wanted.getAsBoolean()
          && !Thread.currentThread().isInterrupted()) {
        small.stayFit();
        answered += callers.round();
        if (answered >= enough) {
          compilers.rest();
          if (compilers.haveCaughtUp() && answered >= least) {
            break;
          }
          enough = answered + BURST;
        }
      }
      return answered;
    } catch (InvalidConfig ours) {
      throw new IllegalStateException(ours);
    }
  }

  @Override
  public void close() {
    listener.close();
    fleet.states().forEach(plant::retire);
    plant.health().close();
    sockets.close();
    wire.close();
    metrics.close();
    node.close();
  }
}
