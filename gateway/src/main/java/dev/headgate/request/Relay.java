package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.BlockPlaces;
import dev.headgate.request.decode.BlockRef;
import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.decode.MethodTable;
import dev.headgate.request.decode.Quantity;
import dev.headgate.request.decode.Request;
import dev.headgate.request.decode.RpcError;
import dev.headgate.request.plan.ErrorKind;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.MethodRules.Rule;
import dev.headgate.request.plan.NextStep;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.plan.Planner;
import dev.headgate.request.plan.RetryBudget;
import dev.headgate.request.plan.RetryPolicy;
import dev.headgate.request.plan.Standing;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.Lane;
import dev.headgate.request.send.NodeState;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The calls of one chain on one event loop: reads a request, finds the nodes for each call, and
/// says what follows when an attempt has ended. Belongs to its loop.
public final class Relay {
  /// A node that failed a call so lately takes no move for free.
  public static final long QUIET_NANOS = 1_000_000_000L;

  private final RelaySettings settings;

  /// A node that has been active for so long is believed when it knows nothing of a hash.
  private static final Duration LONG_ACTIVE = Duration.ofMinutes(1);

  private static final Method HEAD_NUMBER = MethodTable.named("eth_blockNumber");
  private static final Method BLOCK = MethodTable.named("eth_getBlockByNumber");
  private static final Method HEADER = MethodTable.named("eth_getHeaderByNumber");
  private static final int HASH_LENGTH = 66;

  private final RetryBudget budget;
  private final WaitingRoom waiting;
  private final Awakening awakening;
  private final Runnable news;

  public Relay(RelaySettings settings) {
    this.settings = settings;
    budget = new RetryBudget(settings.retryPercent(), settings.retriesPerSecond(), now());
    waiting = new WaitingRoom(settings.loop(), this::headTold);
    awakening = new Awakening(settings.headWait().toNanos());
    news = waiting::news;
    settings.heads().onNews(news);
  }

  /// Takes no more requests. Those under way end as they would; from any thread.
  public void retire() {
    settings.loop().execute(() -> waiting.whenEmpty(() -> settings.heads().forget(news)));
  }

  private void headTold(Lane lane, long head) {
    if (head != Quantity.NONE && settings.heads().believable(head)) {
      settings.heads().shown(lane.state(), head);
    }
  }

  /// Takes a request.
  ///
  /// @param body of the request, all of it; the relay owns it
  /// @param allowance of the client; beyond it each call is told so, and goes to no node
  /// @return the journey, so that it can be told when the client leaves
  public Journey take(ByteBuf body, Transport transport, Replies replies, Allowance allowance) {
    Journey journey = new Journey(this, body, transport, replies, now());
    Request request = CallReader.read(body, settings.limits());
    long wait = allowance.take(request instanceof Request.Batch(var calls) ? calls.size() : 1);
    if (wait > 0) {
      journey.turnAway(request, RpcError.rateLimited(wait, settings.ids().next()));
      return journey;
    }
    switch (request) {
      case Request.Refused(RpcError error) -> journey.refuse(error);
      case Request.Single(Call call) -> journey.single(call);
      case Request.Single(var element) -> journey.bad(element);
      case Request.Batch(var elements) -> journey.batch(elements);
    }
    return journey;
  }

  RelaySettings settings() {
    return settings;
  }

  long now() {
    return settings.send().clock().nanos();
  }

  void countCall(long now) {
    budget.call(now);
  }

  Rule rule(Call call) {
    return settings.rules().of(call.method().name());
  }

  /// The nodes for a call by the picture of this moment.
  Plan plan(CallState state) {
    MethodClass c = state.call.method().methodClass();
    return Planner.plan(state.rule, c, settings.health().latest(), state.first);
  }

  /// What follows for a call after an attempt of it.
  NextStep after(MethodClass c, Plan plan, CallState state, Outcome outcome, ByteBuf body) {
    long now = now();
    Node next = peek(plan, state, body);
    boolean quiet = next != null && quiet(lane(next).state(), now);
    Standing standing =
        new Standing(
            next != null,
            quiet,
            state.moved,
            state.againUsed,
            budget.available(now),
            state.ambiguous);
    return RetryPolicy.after(c, standing, outcome);
  }

  void spend() {
    budget.spend();
    settings.send().recorder().retryBudget(settings.chain(), budget.remaining());
  }

  boolean mayHedge() {
    long now = now();
    return budget.available(now) && !settings.heads().isOld(now);
  }

  private static boolean quiet(NodeState state, long now) {
    return !state.failedWithin(QUIET_NANOS, now) && state.breaker().lets();
  }

  /// A node that is left for the call, without taking its permit.
  private @Nullable Node peek(Plan plan, CallState state, ByteBuf body) {
    for (Node node : plan.nodes()) {
      if (suits(node, state, body) && lane(node).state().breaker().lets()) {
        return node;
      }
    }
    Node last = lastResort(plan, state);
    return last == null || lacksState(last, state, body) ? null : last;
  }

  /// What to do with calls that travel together.
  sealed interface Way {

    /// They go to a node.
    ///
    /// @param permitted whether its breaker gave a permit
    record Go(Lane lane, boolean permitted) implements Way {}

    /// They wait for one of these nodes to have the head that they need.
    record Wait(List<Lane> wanted, long need) implements Way {}

    /// They wait until the nodes were heard anew, because this process stood still.
    record Hold() implements Way {}

    /// Nobody is left.
    record Nowhere() implements Way {}
  }

  /// The way of calls that travel together: to the best node that has the head they need, was not
  /// tried, and whose breaker gives a permit. While only their head is missing they wait. The last
  /// resort is the best that at least answers probes: an open breaker must not take the last node
  /// away.
  Way way(Plan plan, List<CallState> states, ByteBuf body) {
    long now = now();
    if (!states.getFirst().heldOut && holds(now)) {
      return new Way.Hold();
    }
    Way way = choose(plan, states, body, now);
    if (way instanceof Way.Go(Lane lane, _) && !lane.node().isRelay()) {
      for (int i = 0; i < states.size(); i++) {
        CallState state = states.get(i);
        if (lane.state().head() < state.waitedFor && state.block(body) instanceof BlockRef.Head) {
          regressed(state);
        }
      }
    }
    return way;
  }

  private boolean holds(long now) {
    return awakening.holds(settings.heads().isOld(now), now);
  }

  private Way choose(Plan plan, List<CallState> states, ByteBuf body, long now) {
    long floor = settings.heads().floor(now);
    for (int i = 0; i < states.size(); i++) {
      states.get(i).floor = floor;
    }
    Node favourite = favourite(plan, states, body);
    if (favourite != null && head(favourite) >= floor && permitted(favourite)) {
      return new Way.Go(lane(favourite), true);
    }
    CallState one = states.getFirst();
    long top = Math.max(floor, top(plan));
    if (plan.fit() > 0 && !one.waitedOut) {
      // Nearly always the first of them serves, whatever the calls need: no object for that.
      Lane best = lane(plan.nodes().getFirst());
      if (hasAll(best, top)
          && suits(best.node(), one, body)
          && best.state().breaker().tryAcquire()) {
        return new Way.Go(best, true);
      }
    }
    Need need = new Need(states, body, floor, top);
    List<Node> fit = plan.nodes().subList(0, plan.fit());
    Way way = way(one.waitedOut ? freshest(fit) : fit, one, need);
    if (way instanceof Way.Wait && openAgain(fit, states, need)) {
      way = way(fit, one, need);
    }
    if (way == null && settings.lacks().anyState()) {
      // A fit node's own words are better than an unfit one's answer.
      need.evenWithoutState = true;
      way = way(fit, one, need);
    }
    if (way == null) {
      way = way(plan.nodes().subList(plan.fit(), plan.nodes().size()), one, need);
    }
    if (way == null) {
      Node last = lastResort(plan, one);
      way = last == null ? new Way.Nowhere() : new Way.Go(lane(last), false);
    }
    return way;
  }

  /// Among these nodes; null when none of them would serve the calls even at the head.
  private @Nullable Way way(List<Node> nodes, CallState one, Need need) {
    List<Lane> wanted = List.of();
    for (Node node : nodes) {
      if (need.evenWithoutState ? isOpen(node, one) : suits(node, one, need.body)) {
        if (need.met(node)) {
          if (permitted(node)) {
            return new Way.Go(lane(node), true);
          }
        } else if (lane(node).state().breaker().lets()) {
          wanted = wanted.isEmpty() ? new ArrayList<>(2) : wanted;
          wanted.add(lane(node));
        }
      }
    }
    return wanted.isEmpty() ? null : new Way.Wait(wanted, need.number());
  }

  /// A node at the head that was tried is worth a second question before calls wait for one that is
  /// below: most attempts are lost with a connection and not with the node.
  private boolean openAgain(List<Node> fit, List<CallState> states, Need need) {
    CallState one = states.getFirst();
    if (one.floorAgain || !one.call.method().methodClass().repeatable()) {
      return false;
    }
    boolean any = one.tried.stream().anyMatch(node -> fit.contains(node) && need.met(node));
    if (any) {
      states.forEach(state -> {
        state.floorAgain = true;
        state.tried.removeIf(need::met);
      });
    }
    return any;
  }

  /// Which head calls need, found out only when a node is met that may lack it: most calls are
  /// forwarded without anybody having read which block they ask about.
  private final class Need {
    private final List<CallState> states;
    private final ByteBuf body;
    private final long floor;
    private final long top;
    private boolean read;
    private long number = Floor.NONE;

    /// Everyone lacks the state that the calls are about, as far as is known.
    boolean evenWithoutState;

    Need(List<CallState> states, ByteBuf body, long floor, long top) {
      this.states = states;
      this.body = body;
      this.floor = floor;
      this.top = top;
    }

    boolean met(Node node) {
      Lane lane = lane(node);
      return hasAll(lane, top) || lane.state().head() >= number();
    }

    long number() {
      if (!read) {
        read = true;
        for (CallState state : states) {
          number = Math.max(number, state.waitedOut ? Floor.NONE : of(state.block(body)));
        }
      }
      return number;
    }

    /// A block that no node has is asked of those that have the most.
    private long of(BlockRef block) {
      return switch (block) {
        case BlockRef.Head _ -> floor;
        case BlockRef.ByNumber(long asked) -> Math.min(asked, top);
        case BlockRef.BlockHash _, BlockRef.Transaction _, BlockRef.None _ -> Floor.NONE;
      };
    }
  }

  /// A relay's head is nobody's concern.
  private static boolean hasAll(Lane lane, long top) {
    return lane.state().head() >= top || lane.node().isRelay();
  }

  private boolean permitted(Node node) {
    return lane(node).state().breaker().tryAcquire();
  }

  private long head(Node node) {
    return lane(node).state().head();
  }

  private long top(Plan plan) {
    long top = Floor.NONE;
    for (int i = 0; i < plan.fit(); i++) {
      top = Math.max(top, head(plan.nodes().get(i)));
    }
    return top;
  }

  private List<Node> freshest(List<Node> nodes) {
    return nodes.stream()
        .sorted(Comparator.comparingLong((Node node) -> head(node)).reversed())
        .toList();
  }

  /// The fit node that took the transaction a call is about.
  private @Nullable Node favourite(Plan plan, List<CallState> states, ByteBuf body) {
    CallState one = states.getFirst();
    if (states.size() > 1 || !settings.takers().any() || !one.call.method().known()) {
      return null;
    }
    Node taker = settings.takers().preferred(one.block(body));
    if (taker != null) {
      for (Node node : plan.nodes().subList(0, plan.fit())) {
        if (node.isSame(taker)) { // it took it under other settings, perhaps
          return suits(node, one, body) ? node : null;
        }
      }
    }
    return null;
  }

  /// Keeps calls until a node has the head that they need, for as long as they may still wait.
  void park(Journey journey, Plan plan, List<CallState> states, Way.Wait wait) {
    long now = now();
    long most = now + settings.headWait().toNanos();
    long until = most;
    for (CallState state : states) {
      state.waitUntil = state.waitUntil == 0 ? most : state.waitUntil;
      state.waitedFor = Math.max(state.waitedFor, wait.need());
      until = Math.min(until, Math.min(state.waitUntil, journey.deadlineOf(state)));
    }
    waiting.enter(new Party(journey, plan, states, wait), until - now);
  }

  /// Keeps calls until the nodes were heard anew.
  void hold(Journey journey, List<CallState> states) {
    long now = now();
    long until = now + settings.headWait().toNanos();
    for (CallState state : states) {
      until = Math.min(until, journey.deadlineOf(state));
    }
    waiting.enter(new HeldBack(journey, states), until - now);
  }

  /// How many parcels of calls wait, for a head or a picture; from any thread.
  public int waiting() {
    return waiting.taken();
  }

  /// The journey's client left.
  void forget(Journey journey) {
    waiting.forget(guest -> guest.journey() == journey);
  }

  /// Calls of one journey that are held back.
  private final class HeldBack implements WaitingRoom.Guest {
    private final Journey journey;
    private final List<CallState> states;

    HeldBack(Journey journey, List<CallState> states) {
      this.journey = journey;
      this.states = states;
    }

    @Override
    public Journey journey() {
      return journey;
    }

    /// The judge asks the nodes already.
    @Override
    public List<Lane> wanted() {
      return List.of();
    }

    @Override
    public boolean served() {
      return !holds(now());
    }

    @Override
    public void leave(boolean inTime) {
      states.forEach(state -> state.heldOut |= !inTime);
      journey.resume(states);
    }
  }

  /// Calls of one journey that wait together.
  private final class Party implements WaitingRoom.Guest {
    private final Journey journey;
    private final Plan plan;
    private final List<CallState> states;
    private final Way.Wait wait;

    Party(Journey journey, Plan plan, List<CallState> states, Way.Wait wait) {
      this.journey = journey;
      this.plan = plan;
      this.states = states;
      this.wait = wait;
    }

    @Override
    public Journey journey() {
      return journey;
    }

    @Override
    public List<Lane> wanted() {
      return wait.wanted().stream().filter(lane -> lane.state().head() < wait.need()).toList();
    }

    /// A new picture may have another order, or a lower floor: then they look around anew.
    @Override
    public boolean served() {
      return wait.wanted().size() > wanted().size()
          || settings.heads().floor(now()) < states.getFirst().floor
          || !plan(states.getFirst()).nodes().equals(plan.nodes());
    }

    @Override
    public void leave(boolean inTime) {
      states.forEach(state -> state.waitedOut |= !inTime);
      journey.resume(states);
    }
  }

  /// Why another node should be asked before the client gets this result; empty when it is as good
  /// as any.
  String doubt(CallState state, Lane lane, ByteBuf answer, Answer.Result result, ByteBuf body) {
    state.head = headIn(state, answer, result, body);
    if (state.head != Quantity.NONE) {
      return doubtOfHead(state, lane, state.head);
    }
    boolean doubtful =
        isNothing(answer, result)
            && !longActive(lane.node())
            && switch (state.block(body)) {
              case BlockRef.BlockHash _, BlockRef.Transaction _ -> true;
              case BlockRef.Head _, BlockRef.ByNumber _, BlockRef.None _ -> false;
            };
    return doubtful ? "nothing of that hash there yet" : "";
  }

  /// The head that a result tells a client; [Quantity#NONE] when it tells none.
  private static long headIn(CallState state, ByteBuf answer, Answer.Result result, ByteBuf body) {
    Method method = state.call.method();
    if (method.equals(HEAD_NUMBER)) {
      return Quantity.of(answer, result);
    }
    boolean block = method.equals(BLOCK) || method.equals(HEADER);
    return block
            && state.block(body) instanceof BlockRef.Head(BlockRef.Tag tag)
            && tag == BlockRef.Tag.LATEST
        ? Quantity.ofMember(answer, result, "number")
        : Quantity.NONE;
  }

  private String doubtOfHead(CallState state, Lane lane, long number) {
    if (!settings.heads().believable(number)) {
      return "a head beyond reason";
    }
    if (number < state.floor) {
      lane.state().headFell(number);
      state.belowFloor = true;
      return "a head below the floor";
    }
    settings.heads().shown(lane.state(), number);
    return "";
  }

  /// `null` or `[]`.
  private static boolean isNothing(ByteBuf answer, Answer.Result result) {
    int start = answer.readerIndex() + result.resultStart();
    return switch (result.resultEnd() - result.resultStart()) {
      case 2 -> answer.getByte(start) == '[';
      case 4 -> answer.getByte(start) == 'n';
      default -> false;
    };
  }

  /// A client is given this result.
  void given(CallState state, Lane lane, ByteBuf answer, Answer.Result result) {
    if (state.head != Quantity.NONE) {
      if (settings.heads().believable(state.head)) {
        settings.heads().delivered(state.head);
      }
      if (state.belowFloor && state.head < state.floor) {
        regressed(state);
      }
    } else if (state.call.method().methodClass().rawTransaction()) {
      took(lane.node(), answer, result);
    }
  }

  private void took(Node node, ByteBuf answer, Answer.Result result) {
    int length = result.resultEnd() - result.resultStart() - 2;
    if (length == HASH_LENGTH) {
      int start = answer.readerIndex() + result.resultStart() + 1;
      String hash = answer.toString(start, length, StandardCharsets.US_ASCII);
      settings.takers().took(node, hash.toLowerCase(Locale.ROOT));
    }
  }

  void regressed(CallState state) {
    if (!state.regressed) {
      state.regressed = true;
      settings.recorder().headRegressed(settings.chain());
    }
  }

  /// Whether another fit node might know better than the one that answered.
  boolean anotherFit(Plan plan, CallState state, ByteBuf body) {
    return plan.nodes().subList(0, plan.fit()).stream()
        .anyMatch(node -> suits(node, state, body) && lane(node).state().breaker().lets());
  }

  /// Whether the node has served for so long that what it does not have is nowhere.
  boolean longActive(Node node) {
    ChainHealth health = settings.health().latest();
    boolean active = health.active().filter(node::equals).isPresent();
    Instant since =
        health.failovers().stream()
            .filter(failover -> !failover.from().isEmpty())
            .findFirst()
            .map(Failover::at)
            .orElse(Instant.MIN);
    return active && !since.plus(LONG_ACTIVE).isAfter(health.at());
  }

  /// A second node for a hedge: fit, with the head that the calls need, and a permit.
  @Nullable Lane pickHedge(Plan plan, List<CallState> states, ByteBuf body) {
    long floor = settings.heads().floor(now());
    Need need = new Need(states, body, floor, Math.max(floor, top(plan)));
    for (Node node : plan.nodes().subList(0, plan.fit())) {
      if (suits(node, states.getFirst(), body) && need.met(node) && permitted(node)) {
        return lane(node);
      }
    }
    return null;
  }

  private boolean suits(Node node, CallState state, ByteBuf body) {
    return isOpen(node, state) && !lacksState(node, state, body);
  }

  /// Not tried, and not known to lack the method.
  private boolean isOpen(Node node, CallState state) {
    return !state.tried.contains(node)
        && !settings.lacks().hasNot(node, state.call.method().name());
  }

  /// The nodes that are known to lack what the call needs, its method or its state: calls that
  /// differ in them do not travel together.
  List<Node> unsuited(Plan plan, CallState state, ByteBuf body) {
    List<Node> unsuited = List.of();
    if (settings.lacks().isEmpty()) {
      return unsuited;
    }
    for (Node node : plan.nodes()) {
      if (settings.lacks().hasNot(node, state.call.method().name())
          || lacksState(node, state, body)) {
        unsuited = unsuited.isEmpty() ? new ArrayList<>(2) : unsuited;
        unsuited.add(node);
      }
    }
    return unsuited;
  }

  private boolean lacksState(Node node, CallState state, ByteBuf body) {
    Lacks lacks = settings.lacks();
    return lacks.anyState()
        && lacks.hasNotState(node, state.call.method().name(), state.block(body));
  }

  /// The node said that it has not what the call needs of its block. That it has not heard of a
  /// block by number says nothing of others.
  void lacks(Node node, CallState state, ErrorKind kind, ByteBuf body) {
    Method method = state.call.method();
    BlockRef block = state.block(body);
    boolean tells = kind == ErrorKind.MISSING_STATE || block instanceof BlockRef.Head;
    if (tells && BlockPlaces.isOfOneBlock(method)) {
      settings.lacks().addState(node, method.name(), block, head(node));
    }
  }

  private @Nullable Node lastResort(Plan plan, CallState state) {
    ChainHealth health = settings.health().latest();
    for (Node node : plan.nodes()) {
      if (!state.tried.contains(node) && (node.isRelay() || reachable(health, node))) {
        return node;
      }
    }
    return null;
  }

  private static boolean reachable(ChainHealth health, Node node) {
    NodeHealth found = find(health, node);
    return found != null && found.reachable();
  }

  private static @Nullable NodeHealth find(ChainHealth health, Node node) {
    for (NodeHealth each : health.nodes()) {
      if (each.node().equals(node)) {
        return each;
      }
    }
    return null;
  }

  Lane lane(Node node) {
    return Objects.requireNonNull(settings.lanes().get(node));
  }

  /// Why there is no node left for a call, in a clause: what its attempts met, and what is held
  /// against the nodes.
  String whyNone(CallState state) {
    ChainHealth health = settings.health().latest();
    if (!health.judged()) {
      return "the nodes have not been seen yet";
    }
    List<String> whys = new ArrayList<>(state.failures());
    for (NodeHealth node : health.nodes()) {
      if (!node.verdict().reason().isEmpty()) {
        whys.add(node.node() + " " + node.verdict().reason());
      }
    }
    return whys.isEmpty() ? "no node can serve" : "no node can serve; " + String.join("; ", whys);
  }
}
