package dev.headgate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.CallSettings;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.LimitSettings;
import dev.headgate.health.Health;
import dev.headgate.health.gather.ProbeListener;
import dev.headgate.health.gather.TrafficListener;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.HealthLog;
import dev.headgate.operate.AdminServer;
import dev.headgate.operate.Explainer;
import dev.headgate.operate.HealthPages;
import dev.headgate.operate.Metrics;
import dev.headgate.operate.ReasonsPage;
import dev.headgate.operate.StatusPage;
import dev.headgate.request.ChainHeads;
import dev.headgate.request.Relay;
import dev.headgate.request.RelaySettings;
import dev.headgate.request.RequestIds;
import dev.headgate.request.TransactionTakers;
import dev.headgate.request.accept.Route;
import dev.headgate.request.accept.RpcListener;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.plan.Patience;
import dev.headgate.request.send.Held;
import dev.headgate.request.send.Lanes;
import dev.headgate.request.send.MissingMethods;
import dev.headgate.request.send.NodeBreaker;
import dev.headgate.request.send.NodeState;
import dev.headgate.request.send.SendSettings;
import dev.headgate.request.send.Sending;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.SocketSettings;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import dev.headgate.wire.WireSockets;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/// The running gateway: wires all packages together, the only place that knows them all.
/// Thread-safe.
public final class Gateway implements AutoCloseable {
  /// How long calls under way may still take once the drain has begun in earnest.
  private static final Duration FINISH = Duration.ofSeconds(30);

  private static final double RETRIES_PER_SECOND = 10;

  private final GatewaySettings settings;
  private final SteadyClock clock;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Loops loops;
  private final Wire wire;
  private final WireSockets sockets;
  private final Map<Node, NodeState> states = new HashMap<>();
  private final Map<String, ChainHeads> heads = new HashMap<>();
  private final Map<String, MethodRules> rules = new HashMap<>();
  private final Map<String, TransactionTakers> takers = new HashMap<>();
  private final HealthBoard board;
  private final Health health;
  private final Lanes lanes;
  private final Metrics metrics;
  private final RequestIds ids;
  private final MissingMethods missing;
  private final Held held;
  private final AdminServer admin;
  private final RpcListener listener;

  private Gateway(GatewaySettings settings, SteadyClock clock, String version) throws IOException {
    this.settings = settings;
    this.clock = clock;
    List<Chain> chains = settings.chains().stream().map(ChainSettings::chain).toList();
    List<Node> nodes = chains.stream().flatMap(chain -> chain.nodes().stream()).toList();
    ids = new RequestIds(clock.wall().toEpochMilli());
    missing = new MissingMethods(clock);
    held = new Held(settings.limits().held());
    board = new HealthBoard(chains, clock.instant());
    metrics = new Metrics(board, clock, version);
    loops = new Loops(settings.threads());
    metrics.watch(loops.group(), Loops.ALLOCATOR);
    wire = new Wire(loops, nodes, clock, this::heard, metrics);
    WireQuestions questions = new WireQuestions(wire, nodes);
    sockets = new WireSockets(wire, nodes, SocketSettings.DEFAULTS);
    health = new Health(settings.chains(), questions, sockets, board, clock, probes());
    nodes.forEach(node -> states.put(node, state(node, health.traffic())));
    chains.forEach(chain -> heads.put(chain.name(), heads(chain)));
    heads.values().forEach(board::listen);
    lanes = new Lanes(loops, wire, states.values());
    board.listen(new HealthLog());
    board.listen(metrics);
    HealthPages pages = new HealthPages(board, draining::get);
    StatusPage status = new StatusPage(board, lanes, this::floor, metrics, clock, version);
    settings.chains().forEach(each -> rules.put(each.chain().name(), rules(each)));
    ReasonsPage reasons =
        new ReasonsPage(
            board, health.journals(), new Explainer(rules, missing, this::floor, lanes), metrics);
    admin = new AdminServer(settings.listen().admin(), metrics, status, reasons, pages);
    listener =
        new RpcListener(
            loops,
            settings.listen(),
            settings.limits(),
            chains.stream().map(Chain::name).toList(),
            routes(),
            pages,
            held,
            ids,
            clock);
  }

  /// Starts everything; serves as soon as the first verdicts are in.
  ///
  /// @throws IOException when a listener's address cannot be had; the message says which
  public static Gateway start(GatewaySettings settings, SteadyClock clock, String version)
      throws IOException {
    Gateway gateway = new Gateway(settings, clock, version);
    gateway.admin.start();
    gateway.health.start();
    return gateway;
  }

  /// Waits until every chain's nodes were seen once, at most so long.
  ///
  /// @return whether they were
  public boolean awaitFirstVerdicts(Duration most) {
    return Pause.until(() -> board.all().stream().allMatch(ChainHealth::judged), most);
  }

  /// Where calls are taken.
  public InetSocketAddress rpcAddress() {
    return listener.address();
  }

  /// Where metrics and status are.
  public InetSocketAddress adminAddress() {
    return admin.address();
  }

  /// The latest pictures of the chains.
  public HealthBoard board() {
    return board;
  }

  /// SIGTERM's meaning: `/readyz` says 503, service goes on for `drainDelay`, then each answer is
  /// its connection's last, then everything ends. Blocks until it has.
  public void drainAndStop() {
    draining.set(true);
    Pause.of(settings.listen().drainDelay());
    listener.drain();
    Pause.until(() -> listener.connections() == 0, FINISH);
    close();
  }

  /// Ends everything at once.
  @Override
  public void close() {
    listener.close();
    admin.close();
    health.close();
    sockets.close();
    wire.close();
    loops.close();
  }

  private static MethodRules rules(ChainSettings chain) {
    return new MethodRules(chain.chain(), chain.methods());
  }

  private ChainHeads heads(Chain chain) {
    CallSettings calls = settings.calls();
    Floor.Rules rules = Floor.Rules.of(calls.headGrace(), calls.headWait());
    return new ChainHeads(chain, states, rules, clock);
  }

  private OptionalLong floor(Chain chain) {
    ChainHeads of = heads.get(chain.name());
    return of == null ? OptionalLong.empty() : of.floor();
  }

  private void heard(Node node, long nanos) {
    NodeState state = states.get(node);
    if (state != null) {
      state.heard(nanos);
    }
  }

  /// What probes find feeds the breakers, so that one closes without risking a client's call.
  private ProbeListener probes() {
    return (node, answered, why) -> {
      NodeState state = states.get(node);
      if (state != null) {
        state.breaker().probed(answered, why);
      }
    };
  }

  /// A breaker that opens over a silent node ends its silent connections, so that the calls on them
  /// move at once.
  private NodeState state(Node node, TrafficListener traffic) {
    NodeBreaker breaker =
        new NodeBreaker(
            node,
            settings.breaker(),
            clock,
            (state, why) -> {
              traffic.breakerChanged(node, state, why);
              if (state == BreakerState.OPEN) {
                wire.evict(node, clock.nanos() - Sending.SILENCE_FLOOR.toNanos(), why);
              }
            });
    return new NodeState(node, breaker, clock.nanos());
  }

  private Map<EventLoop, Map<String, Route>> routes() {
    Map<EventLoop, Map<String, Route>> all = new HashMap<>();
    for (EventLoop loop : loops.all()) {
      Map<String, Route> mine = new HashMap<>();
      for (ChainSettings chain : settings.chains()) {
        Route route = route(chain, loop);
        mine.put("/" + chain.chain().name(), route);
        chain.chain().chainId().ifPresent(id -> mine.put("/" + id, route));
        if (settings.defaultChain().filter(chain.chain().name()::equals).isPresent()) {
          mine.put("/", route);
        }
      }
      all.put(loop, Map.copyOf(mine));
    }
    return all;
  }

  private Route route(ChainSettings chain, EventLoop loop) {
    HealthBoard.Slot slot = Objects.requireNonNull(board.slot(chain.chain().name()));
    LimitSettings limits = settings.limits();
    Relay relay =
        new Relay(
            new RelaySettings(
                chain.chain(),
                loop,
                slot,
                Objects.requireNonNull(rules.get(chain.chain().name())),
                new ReadLimits(limits.depth(), limits.batch()),
                lanes.on(loop),
                missing,
                send(chain.chain()),
                metrics,
                ids,
                Objects.requireNonNull(heads.get(chain.chain().name())),
                takers.computeIfAbsent(chain.chain().name(), _ -> new TransactionTakers(clock)),
                settings.calls().headWait(),
                settings.calls().retryBudget(),
                RETRIES_PER_SECOND / loops.all().size()));
    return new Route(relay, slot);
  }

  private SendSettings send(Chain chain) {
    return new SendSettings(
        chain,
        wire,
        clock,
        new AttemptNews(metrics, health.traffic()),
        held,
        settings.calls().hedgeAfter(),
        settings.calls().deadline(),
        settings.calls().longDeadline(),
        settings.calls().hold(),
        settings.limits().response(),
        Patience.DEFAULTS);
  }
}
