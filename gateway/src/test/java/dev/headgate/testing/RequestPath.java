package dev.headgate.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.BreakerSettings;
import dev.headgate.config.CallSettings;
import dev.headgate.config.HedgeDelay;
import dev.headgate.config.LimitSettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.config.MethodSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.judge.Verdict;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.ChainHeads;
import dev.headgate.request.Relay;
import dev.headgate.request.RelaySettings;
import dev.headgate.request.RequestIds;
import dev.headgate.request.TransactionTakers;
import dev.headgate.request.accept.Pages;
import dev.headgate.request.accept.Route;
import dev.headgate.request.accept.RpcListener;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.plan.Patience;
import dev.headgate.request.send.Held;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.Lanes;
import dev.headgate.request.send.NodeBreaker;
import dev.headgate.request.send.NodeState;
import dev.headgate.request.send.SendSettings;
import dev.headgate.request.send.Sending;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.Questions;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// The request path with real sockets and nothing that judges: the test itself says which node is
/// active and which are fit. One chain, `ethereum` (1), whose nodes are fit in the order in which
/// they were given until [#picture(List, List)] says otherwise. Hedges are off unless asked for.
public final class RequestPath implements AutoCloseable {
  /// Pictures come when a test draws one.
  private static final Duration OLD = Duration.ofDays(1);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double RETRIES_PER_SECOND = 10;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final SteadyClock clock = SteadyClock.system();
  private final Recorder recorder = new Recorder();
  private final Map<Node, NodeState> states = new HashMap<>();
  private final List<Relay> relays = new ArrayList<>();
  private final Chain chain;
  private final Loops loops;
  private final Wire wire;
  private final HealthBoard board;
  private final Held held;
  private final ChainHeads heads;
  private final TransactionTakers takers;
  private final RpcListener listener;
  private final AtomicReference<Thread> lastPage = new AtomicReference<>(Thread.currentThread());
  private long generation;
  private long[] heights = {};
  private List<Failover> failovers = List.of();

  /// What the path is made of; every method returns a new one.
  public record Spec(
      List<Node> nodes,
      int threads,
      LimitSettings limits,
      CallSettings calls,
      MethodSettings methods,
      boolean stamps,
      Patience patience,
      List<InetAddress> trusted) {

    public Spec {
      nodes = List.copyOf(nodes);
      trusted = List.copyOf(trusted);
    }

    public Spec threads(int count) {
      return new Spec(nodes, count, limits, calls, methods, stamps, patience, trusted);
    }

    public Spec limits(UnaryOperator<LimitSettings> change) {
      return new Spec(
          nodes, threads, change.apply(limits), calls, methods, stamps, patience, trusted);
    }

    public Spec deadline(Duration deadline) {
      return calls(
          new CallSettings(
              deadline,
              calls.longDeadline(),
              calls.hedgeAfter(),
              calls.retryBudget(),
              calls.headGrace(),
              calls.headWait(),
              calls.hold()));
    }

    /// When a head becomes the floor, and how long a call waits for a node at it.
    public Spec floor(Duration grace, Duration wait) {
      return calls(
          new CallSettings(
              calls.deadline(),
              calls.longDeadline(),
              calls.hedgeAfter(),
              calls.retryBudget(),
              grace,
              wait,
              calls.hold()));
    }

    public Spec hedge(HedgeDelay delay) {
      return calls(
          new CallSettings(
              calls.deadline(),
              calls.longDeadline(),
              delay,
              calls.retryBudget(),
              calls.headGrace(),
              calls.headWait(),
              calls.hold()));
    }

    private Spec calls(CallSettings other) {
      return new Spec(nodes, threads, limits, other, methods, stamps, patience, trusted);
    }

    /// Sends a method, or all that match a pattern, to these nodes alone.
    public Spec route(String method, String... to) {
      Map<String, List<String>> routes = Map.of(method, List.of(to));
      return new Spec(
          nodes,
          threads,
          limits,
          calls,
          new MethodSettings(methods.allow(), methods.deny(), routes),
          stamps,
          patience,
          trusted);
    }

    public Spec stamped() {
      return new Spec(nodes, threads, limits, calls, methods, true, patience, trusted);
    }

    /// Methods that clients may call; see [MethodSettings].
    public Spec allow(String... patterns) {
      MethodSettings other = new MethodSettings(List.of(patterns), methods.deny(), methods.route());
      return new Spec(nodes, threads, limits, calls, other, stamps, patience, trusted);
    }

    /// How long silence is borne.
    public Spec patience(Patience other) {
      return new Spec(nodes, threads, limits, calls, methods, stamps, other, trusted);
    }

    /// Behind a proxy on this machine, whose `X-Forwarded-For` is believed.
    public Spec behindProxy() {
      List<InetAddress> here = List.of(InetAddress.getLoopbackAddress());
      return new Spec(nodes, threads, limits, calls, methods, stamps, patience, here);
    }

    public RequestPath start() {
      try {
        return new RequestPath(this);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A path over nodes, with every default but the hedges.
  public static Spec over(Node... nodes) {
    return new Spec(
            List.of(nodes),
            1,
            LimitSettings.DEFAULTS,
            CallSettings.DEFAULTS,
            MethodSettings.DEFAULTS,
            false,
            Patience.DEFAULTS,
            List.of())
        .hedge(new HedgeDelay.Off());
  }

  /// A path over raw nodes named `a`, `b`, ... .
  public static Spec over(RawNode... nodes) {
    return over(
        Arrays.stream(nodes)
            .map(node -> node(name(Arrays.asList(nodes).indexOf(node)), node.uri()))
            .toArray(Node[]::new));
  }

  /// A path over simulated nodes named `a`, `b`, ... .
  public static Spec over(List<SimulatedNode> nodes) {
    return over(
        nodes.stream()
            .map(node -> node(name(nodes.indexOf(node)), node.uri()))
            .toArray(Node[]::new));
  }

  private static String name(int index) {
    return String.valueOf((char) ('a' + index));
  }

  public static Node node(String name, URI at) {
    return Node.of(name, Role.PRIMARY, at);
  }

  /// The node, but that a transaction sent there must not get to a public one.
  public static Node hidden(Node node) {
    return with(node, Map.of(), true, node.batch(), node.maxConnections());
  }

  /// The node, with other headers, batch limit and connections.
  public static Node with(
      Node node, Map<String, String> headers, boolean hidden, int batch, int connections) {
    return new Node(
        node.name(),
        node.role(),
        node.http(),
        null,
        headers,
        hidden,
        batch,
        connections,
        List.of());
  }

  /// A call without params.
  public static String call(String id, String method) {
    return call(id, method, "[]");
  }

  /// A call; id and params as JSON.
  public static String call(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + params
        + "}";
  }

  private RequestPath(Spec spec) throws IOException {
    chain = new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), spec.nodes());
    loops = new Loops(spec.threads());
    wire = new Wire(loops, spec.nodes(), clock, this::heard, (_, _) -> {});
    board = new HealthBoard(List.of(chain), clock.instant());
    held = new Held(spec.limits().held());
    spec.nodes().forEach(node -> states.put(node, state(node)));
    heads =
        new ChainHeads(
            chain,
            states,
            Floor.Rules.of(spec.calls().headGrace(), spec.calls().headWait()),
            OLD,
            clock);
    takers = new TransactionTakers(clock);
    board.listen(heads);
    fit(chain.judged().stream().map(Node::name).toArray(String[]::new));
    Lanes lanes = new Lanes(loops, wire, states.values(), clock);
    RequestIds ids = new RequestIds(7);
    Map<EventLoop, Map<String, Route>> routes = new HashMap<>();
    for (EventLoop loop : loops.all()) {
      Route route = route(spec, loop, lanes, ids);
      routes.put(loop, Map.of("/ethereum", route, "/1", route, "/", route));
    }
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ListenSettings listen =
        new ListenSettings(any, any, spec.trusted(), Duration.ZERO, spec.stamps());
    listener =
        new RpcListener(
            loops,
            listen,
            spec.limits(),
            List.of("ethereum"),
            routes,
            this::page,
            held,
            ids,
            clock,
            Integer.MAX_VALUE);
  }

  private Optional<Pages.Page> page(String verb, String uri) {
    lastPage.set(Thread.currentThread());
    return uri.equals("/livez")
        ? Optional.of(new Pages.Page(200, "text/plain", "alive\n"))
        : Optional.empty();
  }

  private void heard(Node node, long nanos) {
    Objects.requireNonNull(states.get(node)).heard(nanos);
  }

  /// As the gateway has it: a breaker that opens ends the node's silent connections.
  private NodeState state(Node node) {
    NodeBreaker breaker =
        new NodeBreaker(
            node,
            BreakerSettings.DEFAULTS,
            clock,
            (state, why) -> {
              if (state == BreakerState.OPEN) {
                wire.evict(node, clock.nanos() - Sending.SILENCE_FLOOR.toNanos(), why);
              }
            });
    return new NodeState(node, breaker, clock.nanos());
  }

  private Route route(Spec spec, EventLoop loop, Lanes lanes, RequestIds ids) {
    HealthBoard.Slot slot = Objects.requireNonNull(board.slot(chain.name()));
    SendSettings send =
        new SendSettings(
            chain,
            wire,
            clock,
            recorder,
            held,
            spec.calls().hedgeAfter(),
            spec.calls().deadline(),
            spec.calls().longDeadline(),
            spec.calls().hold(),
            spec.limits().response(),
            spec.patience());
    Relay relay =
        new Relay(
            new RelaySettings(
                chain,
                loop,
                slot,
                new MethodRules(chain, spec.methods()),
                new ReadLimits(spec.limits().depth(), spec.limits().batch()),
                lanes.on(loop),
                new Lacks(clock),
                send,
                recorder,
                ids,
                heads,
                takers,
                spec.calls().headWait(),
                spec.calls().retryBudget(),
                RETRIES_PER_SECOND / loops.all().size()));
    relays.add(relay);
    return new Route(relay, slot);
  }

  // ---- what the judge would do

  /// From now on these nodes are fit, the first of them active, and all others unfit but reachable.
  public void fit(String... names) {
    List<String> fit = List.of(names);
    picture(
        fit, chain.judged().stream().map(Node::name).filter(name -> !fit.contains(name)).toList());
  }

  /// The next picture: the fit nodes and the unfit ones, best first. Who is on neither list is out.
  public void picture(List<String> fit, List<String> unfit) {
    List<NodeHealth> healths = new ArrayList<>();
    fit.forEach(name -> healths.add(health(name, new Verdict.Fit(""))));
    unfit.forEach(name -> healths.add(health(name, new Verdict.Unfit("the test says so"))));
    List<Node> order = healths.stream().map(NodeHealth::node).toList();
    board.publish(
        new ChainHealth(
            chain,
            ++generation,
            clock.instant(),
            true,
            Arrays.stream(heights).max(),
            order.stream().findFirst(),
            fit.isEmpty(),
            fit.size() > 1,
            healths,
            order,
            fit.size(),
            failovers));
  }

  /// How many calls wait for a head or a picture.
  public int waiting() {
    return relays.stream().mapToInt(Relay::waiting).sum();
  }

  /// As if this process had just stood still: what the picture shows is from before.
  public void stoodStill() {
    ChainHealth still = board.all().getFirst().drowsily(clock.instant());
    generation = still.generation();
    board.publish(still);
  }

  /// From now on the judge knows these heads, in the order of the nodes; until then it knows none,
  /// and there is no floor but by what was delivered.
  public void heads(long... numbers) {
    heights = numbers.clone();
    ChainHealth now = board.all().getFirst();
    List<String> names = now.order().stream().map(Node::name).toList();
    picture(names.subList(0, now.fitCount()), names.subList(now.fitCount(), names.size()));
  }

  /// The chain's floor; empty for none.
  public OptionalLong floor() {
    return heads.floor();
  }

  private OptionalLong height(Node node) {
    int place = chain.judged().indexOf(node);
    return place < heights.length ? OptionalLong.of(heights[place]) : OptionalLong.empty();
  }

  /// As if the active node had just taken over from another.
  public void justFailedOver() {
    failovers = List.of(new Failover(clock.instant(), "gone", "here", "unreachable", "", 0));
    heads(heights);
  }

  private NodeHealth health(String name, Verdict verdict) {
    Node node = chain.node(name).orElseThrow();
    return new NodeHealth(
        node, verdict, true, height(node), 0, 0, 1, 1, 1, SocketState.NONE, BreakerState.CLOSED);
  }

  /// Back to the moment before the first verdict.
  public void forget() {
    board.publish(ChainHealth.unknown(chain, clock.instant()));
  }

  // ---- clients

  public InetSocketAddress address() {
    return listener.address();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + address().getPort() + path);
  }

  /// A client that knows no HTTP but what the test makes it say.
  public RawClient raw() throws IOException {
    return new RawClient(address());
  }

  /// A raw client whose kernel takes but little before it is read.
  public RawClient slow() throws IOException {
    return new RawClient(address(), 16 << 10);
  }

  /// Posts a body to `/ethereum` and waits for the answer.
  public HttpResponse<String> post(String body) {
    return later(body).join();
  }

  /// Posts a body to `/ethereum`.
  public CompletableFuture<HttpResponse<String>> later(String body) {
    return CLIENT.sendAsync(request("/ethereum", body).build(), BodyHandlers.ofString());
  }

  /// A POST with the usual headers.
  public HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(PATIENCE.multipliedBy(2))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  /// Client connections open now.
  public int connections() {
    return listener.connections();
  }

  public HttpResponse<String> send(HttpRequest request) {
    return CLIENT.sendAsync(request, BodyHandlers.ofString()).join();
  }

  /// What probes would ask with.
  public Questions questions() {
    return new WireQuestions(wire, chain.nodes());
  }

  // ---- what there is to see

  public Recorder recorder() {
    return recorder;
  }

  /// The thread that served the last `GET /livez`: its connection's event loop.
  public Thread lastPageThread() {
    return lastPage.get();
  }

  public Held held() {
    return held;
  }

  public Chain chain() {
    return chain;
  }

  public BreakerState breaker(String node) {
    return Objects.requireNonNull(states.get(chain.node(node).orElseThrow())).breaker().state();
  }

  /// Waits until it holds.
  public static void await(String what, BooleanSupplier condition) {
    assertTrue(Pause.until(condition, PATIENCE), what);
  }

  /// Ends everything; nothing may be held any more then.
  @Override
  public void close() {
    listener.close();
    await("clients are gone", () -> listener.connections() == 0);
    wire.close();
    loops.close();
    assertEquals(0, held.bytes(), "bytes still counted as held");
  }
}
