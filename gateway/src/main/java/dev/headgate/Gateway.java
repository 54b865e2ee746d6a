package dev.headgate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.AdminSettings;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.FileBudget;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.Reloaded;
import dev.headgate.health.Health;
import dev.headgate.health.Turnover;
import dev.headgate.health.gather.ProbeListener;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.HealthLog;
import dev.headgate.operate.ActLog;
import dev.headgate.operate.AdminActions;
import dev.headgate.operate.AdminApi;
import dev.headgate.operate.AdminServer;
import dev.headgate.operate.AdminToken;
import dev.headgate.operate.AgentCheck;
import dev.headgate.operate.DirectMemory;
import dev.headgate.operate.Explainer;
import dev.headgate.operate.Gatekeeper;
import dev.headgate.operate.HealthPages;
import dev.headgate.operate.Metrics;
import dev.headgate.operate.OpenFiles;
import dev.headgate.operate.ReasonsPage;
import dev.headgate.operate.ServiceManager;
import dev.headgate.operate.ServiceNews;
import dev.headgate.operate.StatusPage;
import dev.headgate.operate.Watchdog;
import dev.headgate.request.RequestIds;
import dev.headgate.request.accept.RpcListener;
import dev.headgate.request.accept.Serving;
import dev.headgate.request.send.Held;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.NodeLatencies;
import dev.headgate.request.send.NodeState;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The running gateway: wires all packages together, the only place that knows them all. What lives
/// as long as the process is its [Plant], what one configuration makes of that its [Fleet].
/// Thread-safe.
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.gateway");

  /// How long new connections are still taken once every answer says `Connection: close`; idle ones
  /// end within that time.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /// What ending the listeners and loops takes at most.
  private static final Duration ENDING = Duration.ofSeconds(10);

  /// How long a reload waits for the first word of nodes that are new.
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  private final AtomicBoolean draining = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ServiceManager manager;
  private final Plant plant;
  private final AdminServer admin;
  private final Optional<AgentCheck> agent;
  private final RpcListener listener;
  private final Reloader reloader;
  private final Watchdog watchdog;

  /// Held by whoever changes what is in force, and by whoever ends it all.
  private final ReentrantLock changing = new ReentrantLock();

  /// Held by the warm-up, which is over before the event loops end: the channels that it still had
  /// then would never be closed, and this process never end.
  private final ReentrantLock warmth = new ReentrantLock();

  private volatile Fleet fleet;
  private volatile boolean warming;

  /// What the operator wrote; the fleet goes by as much of it as there are file descriptors for.
  private volatile GatewaySettings wanted;

  private FileBudget files;
  private volatile boolean closed;

  private Gateway(
      GatewaySettings wanted,
      ConfigSource source,
      SteadyClock clock,
      String version,
      ServiceManager manager)
      throws IOException {
    this.manager = manager;
    this.wanted = wanted;
    files = OpenFiles.budget(wanted);
    files.warning().ifPresent(LOG::warn);
    GatewaySettings settings = files.fit(wanted);
    List<Chain> chains = settings.chains().stream().map(ChainSettings::chain).toList();
    HealthBoard board = new HealthBoard(chains, clock.instant());
    Metrics metrics = new Metrics(board, clock, version);
    plant = plant(settings, clock, board, metrics);
    fleet = Fleet.first(plant, settings);
    fleet.follow(Optional.empty());
    board.listen(new HealthLog());
    board.listen(metrics);
    board.listen(plant.lacks());
    HealthPages pages = new HealthPages(board, draining::get, this::closed, () -> warming);
    NodeLatencies latencies = (node, q) -> fleet.lanes().quantileMillis(node, q);
    StatusPage status =
        new StatusPage(board, latencies, chain -> fleet.floor(chain), metrics, clock, version);
    Explainer explainer =
        new Explainer(
            chain -> fleet.rules(chain), plant.lacks(), chain -> fleet.floor(chain), latencies);
    ActLog acts = new ActLog(metrics);
    ReasonsPage reasons =
        new ReasonsPage(board, () -> plant.health().journals(), explainer, metrics, acts);
    admin =
        new AdminServer(
            settings.listen().admin(),
            new Gatekeeper(token(settings.admin()), clock),
            new AdminApi(board, plant.health(), actions(), acts, clock),
            metrics,
            status,
            reasons,
            pages);
    agent = settings.listen().agentCheck().map(at -> new AgentCheck(at, board, draining::get));
    reloader = new Reloader(source, () -> this.wanted, this::put, metrics);
    Serving serving = fleet.serving();
    listener =
        new RpcListener(
            plant.loops(),
            serving.listen(),
            serving.limits(),
            serving.chains(),
            serving.routes(),
            pages,
            plant.held(),
            plant.ids(),
            clock,
            files.clients());
    metrics.watchDoor(this, Gateway::doorClosed);
    board.listen(new ServiceNews(board, manager));
    watchdog = new Watchdog(this::turning, manager);
    metrics.watch(watchdog);
  }

  /// Everything that has to turn, by its name.
  private Map<String, Executor> turning() {
    Map<String, Executor> turning = new LinkedHashMap<>(plant.health().loops());
    List<EventLoop> all = plant.loops().all();
    for (int i = 0; i < all.size(); i++) {
      turning.put("event loop " + i, all.get(i));
    }
    return turning;
  }

  private static Optional<AdminToken> token(AdminSettings access) throws IOException {
    Optional<Path> file = access.tokenFile();
    return file.isPresent() ? Optional.of(AdminToken.of(file.get())) : Optional.empty();
  }

  /// What an operator may ask of this gateway as a whole.
  private AdminActions actions() {
    return new AdminActions() {
      @Override
      public Result reload() {
        return switch (Gateway.this.reload()) {
          case Reloaded.Applied(String sentence) -> new Result(true, sentence);
          case Reloaded.Unchanged(String sentence) -> new Result(true, sentence);
          case Reloaded.Refused refused -> new Result(false, refused.sentence());
        };
      }

      @Override
      public Result draining() {
        return draining.get()
            ? new Result(false, "it drains already")
            : new Result(
                true,
                "it drains: /readyz says 503, calls are served as usual for "
                    + drainDelay().toMillis()
                    + " ms more, then those under way end, then the process");
      }

      @Override
      public void drain() {
        Gateway.this.drain();
      }
    };
  }

  private String closed() {
    return listener.closed();
  }

  private double doorClosed() {
    return closed().isEmpty() ? 0 : 1;
  }

  /// For tests that stand in the way of one.
  List<EventLoop> eventLoops() {
    return plant.loops().all();
  }

  private Plant plant(
      GatewaySettings settings, SteadyClock clock, HealthBoard board, Metrics metrics) {
    Loops loops = new Loops(settings.threads());
    metrics.watch(loops.group(), Loops.ALLOCATOR);
    Wire wire = new Wire(loops, clock, metrics);
    WireQuestions questions = new WireQuestions(wire, List.of());
    WireSockets sockets = new WireSockets(wire, List.of(), SocketSettings.DEFAULTS);
    return new Plant(
        clock,
        loops,
        wire,
        questions,
        sockets,
        board,
        new Health(settings.chains(), questions, sockets, board, clock, probes()),
        metrics,
        new RequestIds(clock.wall().toEpochMilli()),
        new Lacks(clock),
        new Held(DirectMemory.held(settings.limits().held())));
  }

  /// As [#start(GatewaySettings, ConfigSource, SteadyClock, String)], with a configuration that
  /// cannot be read again.
  ///
  /// @throws IOException when a listener's address cannot be had; the message says which
  public static Gateway start(GatewaySettings settings, SteadyClock clock, String version)
      throws IOException {
    return start(settings, ConfigSource.NONE, clock, version, ServiceManager.none());
  }

  /// As [#start(GatewaySettings, ConfigSource, SteadyClock, String, ServiceManager)], with nobody
  /// to be told.
  ///
  /// @throws IOException when a listener's address cannot be had; the message says which
  public static Gateway start(
      GatewaySettings settings, ConfigSource source, SteadyClock clock, String version)
      throws IOException {
    return start(settings, source, clock, version, ServiceManager.none());
  }

  /// Starts everything; serves as soon as the first verdicts are in.
  ///
  /// @param source where the settings came from, for [#reload]
  /// @param manager told of [#announceReady()], of changes of active nodes, of reloads, of a drain,
  ///   and that every loop turns
  /// @throws IOException when a listener's address cannot be had; the message says which
  public static Gateway start(
      GatewaySettings settings,
      ConfigSource source,
      SteadyClock clock,
      String version,
      ServiceManager manager)
      throws IOException {
    Gateway gateway = new Gateway(settings, source, clock, version, manager);
    try {
      gateway.admin.start();
      if (gateway.agent.isPresent()) {
        gateway.agent.get().start();
      }
    } catch (IOException taken) {
      gateway.close();
      throw taken;
    }
    gateway.plant.health().start();
    gateway.watchdog.start();
    return gateway;
  }

  /// Waits until every chain's nodes were seen once, at most so long.
  ///
  /// @return whether they were
  public boolean awaitFirstVerdicts(Duration most) {
    return Pause.until(() -> board().all().stream().allMatch(ChainHealth::judged), most);
  }

  /// From now on `/readyz` says 503, until [#warmUp]: for one who will call that soon.
  public void awaitWarmUp() {
    warming = true;
  }

  /// Sends calls of its own through the request path, on its event loops but past all that clients,
  /// nodes and metrics see; see the package. Blocks. That it fails is logged, and no harm; a drain
  /// ends it.
  ///
  /// @param most for how long at most
  /// @param least how many calls at least, if there is time for them
  public void warmUp(Duration most, long least) {
    warming = true;
    warmth.lock();
    try {
      long calls = WarmUp.run(plant.loops(), plant.clock(), most, least, this::lasts);
      LOG.atInfo().addKeyValue("event", "warm").log("warmed up with {} calls of its own", calls);
    } catch (IOException | RuntimeException wrong) {
      LOG.atInfo()
          .addKeyValue("event", "warm")
          .log("starts cold, because calls of its own failed: {}", wrong.toString());
    } finally {
      warmth.unlock();
      warming = false;
    }
  }

  private boolean lasts() {
    return !draining.get() && !closed;
  }

  private void awaitWarmUpEnd() {
    try {
      if (warmth.tryLock(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        warmth.unlock();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
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
    return plant.board();
  }

  // ---- another configuration

  /// Reads the configuration again and puts it in force, all of it or nothing; the package tells
  /// what stays. Blocks for as long as nodes that are new need to answer a first probe, at most
  /// some seconds: not for an event loop. One at a time; what came of it is in the log and the
  /// metrics too.
  public Reloaded reload() {
    changing.lock();
    try {
      if (draining.get()) {
        return reloader.reload(); // refused; a manager that was told of the end hears no more
      }
      manager.reloading(plant.clock());
      Reloaded reloaded = reloader.reload();
      announceReady();
      return reloaded;
    } finally {
      changing.unlock();
    }
  }

  /// First all that may fail or take time, which changes nothing; then the change, in a moment.
  private List<String> put(GatewaySettings written) throws InterruptedException {
    if (draining.get() || closed) {
      return List.of("this gateway is stopping");
    }
    FileBudget budget = files.under(written);
    GatewaySettings next = budget.fit(written);
    Fleet before = fleet;
    Map<String, NodeState> opened = new HashMap<>();
    boolean taken = false;
    try {
      open(next, opened);
      Turnover turnover = plant.health().prepare(next.chains(), FIRST_LOOK);
      List<String> losses = turnover.losses(this::served);
      if (!losses.isEmpty()) {
        return losses;
      }
      Fleet after = before.next(next, opened, turnover::goesOn);
      taken = true;
      wanted = written;
      files = budget;
      change(before, after, turnover);
      budget.warning().ifPresent(LOG::warn);
      return List.of();
    } finally {
      if (!taken) {
        opened.values().forEach(plant::retire);
        dropSockets(next);
      }
    }
  }

  /// Nodes that are new, and WebSockets of those that stay and have another.
  private void open(GatewaySettings next, Map<String, NodeState> opened) {
    for (Node node : Fleet.nodes(next)) {
      if (fleet.state(node).isEmpty()) {
        opened.put(node.name(), plant.open(node, next.breaker()));
      } else {
        plant.sockets().open(node);
      }
    }
  }

  private void dropSockets(GatewaySettings refused) {
    for (Node node : Fleet.nodes(refused)) {
      boolean used = fleet.state(node).filter(known -> known.node().sharesSocket(node)).isPresent();
      if (!used) {
        plant.sockets().retire(node);
      }
    }
  }

  private boolean served(String chain) {
    return board().of(chain).filter(ChainHealth::servable).isPresent();
  }

  /// Nothing here may fail. Calls that come meanwhile go by the fleet before, whose pictures stand
  /// still from the second line on.
  private void change(Fleet before, Fleet after, Turnover turnover) {
    plant.metrics().cover(after.chains());
    List<ChainHealth> pictures = turnover.takeOver();
    after.adopt(before);
    after.follow(Optional.of(before));
    fleet = after;
    board().arrange(after.places(), pictures);
    plant.held().limit(DirectMemory.held(after.settings().limits().held()));
    listener.serve(after.serving(), files.clients());
    turnover.start();
    before.retire(after);
  }

  // ---- the end

  /// Tells the service manager that this gateway serves; not once it drains.
  public void announceReady() {
    if (draining.get()) {
      return;
    }
    manager.ready(ServiceNews.sentence(board().all()));
  }

  /// Begins to drain, which SIGTERM means, and returns at once; a second time it does nothing.
  ///
  /// First `/readyz` says 503 and the agent-check `drain`, and service goes on as ever for
  /// `drainDelay`, so that balancers send no more. Then each answer is its connection's last, and
  /// idle connections end. New ones are taken until last. Calls under way end as they would, within
  /// `longDeadline`. [#awaitEnd()] returns when all that is over.
  public void drain() {
    if (draining.compareAndSet(false, true)) {
      Thread.ofPlatform().name("drain").start(this::drainNow);
    }
  }

  /// Drains; blocks until everything has ended.
  public void drainAndStop() {
    drain();
    awaitEnd();
  }

  /// Waits until this gateway has ended, by a drain or otherwise. An interrupt ends the wait too.
  public void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What a drain takes at most.
  public Duration longestDrain() {
    return drainDelay().plus(FAREWELL).plus(longDeadline()).plus(ENDING);
  }

  private Duration drainDelay() {
    return fleet.settings().listen().drainDelay();
  }

  private Duration longDeadline() {
    return fleet.settings().calls().longDeadline();
  }

  private void drainNow() {
    try {
      LOG.atInfo()
          .addKeyValue("event", "drain")
          .addKeyValue("connections", listener.connections())
          .log(
              "draining: /readyz says 503, calls are taken for {} ms more",
              drainDelay().toMillis());
      manager.stopping(longestDrain());
      Pause.of(drainDelay());
      listener.drain();
      Pause.until(() -> listener.connections() == 0, FAREWELL);
      listener.refuse();
      Pause.until(() -> listener.connections() == 0, longDeadline());
      int cut = listener.connections();
      LOG.atLevel(cut == 0 ? Level.INFO : Level.WARN)
          .addKeyValue("event", "drained")
          .addKeyValue("cut", cut)
          .log(cut == 0 ? "drained: every call has its answer" : "drained, but not in time");
    } finally {
      close();
    }
  }

  /// Ends everything at once.
  @Override
  public void close() {
    changing.lock();
    try {
      closed = true;
      watchdog.close();
      awaitWarmUpEnd();
      listener.close();
      plant.health().close(); // answers the orders that wait there
      admin.close();
      agent.ifPresent(AgentCheck::close);
      plant.sockets().close();
      plant.wire().close();
      plant.loops().close();
      manager.close();
    } finally {
      ended.countDown();
      changing.unlock();
    }
  }

  /// What probes find feeds the breakers, so that one closes without risking a client's call.
  private ProbeListener probes() {
    return (node, answered, why) ->
        fleet.state(node).ifPresent(state -> state.breaker().probed(answered, why));
  }
}
