package dev.headgate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.CallSettings;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.LimitSettings;
import dev.headgate.config.MethodSettings;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.ChainHeads;
import dev.headgate.request.Relay;
import dev.headgate.request.RelaySettings;
import dev.headgate.request.TransactionTakers;
import dev.headgate.request.accept.Route;
import dev.headgate.request.accept.Serving;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.plan.Patience;
import dev.headgate.request.send.Lanes;
import dev.headgate.request.send.NodeBreaker;
import dev.headgate.request.send.NodeState;
import dev.headgate.request.send.SendSettings;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What one configuration makes of the [Plant]: for each chain and node all that the request path
/// works with. Immutable, so that a call that began by one fleet ends by it, whatever comes. What
/// was learned sits in parts that the next fleet shares: states of nodes, heads and floors, who
/// took which transaction.
final class Fleet {
  private static final double RETRIES_PER_SECOND = 10;

  /// One chain.
  ///
  /// @param states of all its nodes
  /// @param relays one for each event loop
  private record Part(
      ChainSettings settings,
      HealthBoard.Slot slot,
      Map<Node, NodeState> states,
      ChainHeads heads,
      TransactionTakers takers,
      MethodRules rules,
      Map<EventLoop, Relay> relays) {
    Chain chain() {
      return settings.chain();
    }
  }

  private final Plant plant;
  private final GatewaySettings settings;
  private final Map<String, NodeState> states;
  private final Lanes lanes;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  private Fleet(
      Plant plant,
      GatewaySettings settings,
      Map<String, NodeState> states,
      Optional<Lanes> before) {
    this.plant = plant;
    this.settings = settings;
    this.states = Map.copyOf(states);
    lanes = new Lanes(plant.loops(), plant.wire(), states.values(), plant.clock(), before);
  }

  /// The first one.
  static Fleet first(Plant plant, GatewaySettings settings) {
    Map<String, NodeState> states = new HashMap<>();
    nodes(settings).forEach(node -> states.put(node.name(), plant.open(node, settings.breaker())));
    Fleet fleet = new Fleet(plant, settings, states, Optional.empty());
    for (ChainSettings chain : settings.chains()) {
      HealthBoard.Slot slot =
          Objects.requireNonNull(plant.board().slot(chain.chain().name()), "a chain without place");
      fleet.add(fleet.fresh(chain, slot));
    }
    return fleet;
  }

  /// The one that follows this one.
  ///
  /// @param opened states of the nodes that this one does not have
  /// @param goesOn whether a chain, by its name, is the one that this fleet has by that name
  Fleet next(GatewaySettings next, Map<String, NodeState> opened, Predicate<String> goesOn) {
    Map<String, NodeState> mine = new HashMap<>(opened);
    for (ChainSettings chain : next.chains()) {
      for (Node node : chain.chain().nodes()) {
        Optional<NodeState> known = state(node);
        if (known.isPresent()) {
          boolean stays = goesOn.test(chain.chain().name()) && has(chain.chain(), known.get());
          mine.put(node.name(), carried(known.get(), node, next, stays));
        }
      }
    }
    Fleet fleet = new Fleet(plant, next, mine, Optional.of(lanes));
    for (ChainSettings chain : next.chains()) {
      Part before = goesOn.test(chain.chain().name()) ? parts.get(chain.chain().name()) : null;
      fleet.add(
          before == null
              ? fleet.fresh(chain, HealthBoard.Slot.of(chain.chain(), plant.clock().instant()))
              : fleet.carried(before, chain, settings));
    }
    return fleet;
  }

  private boolean has(Chain chain, NodeState state) {
    Part part = parts.get(chain.name());
    return part != null && part.states().containsValue(state);
  }

  /// @param stays whether it is a node of the same chain still
  private NodeState carried(NodeState known, Node node, GatewaySettings next, boolean stays) {
    NodeBreaker breaker = known.breaker();
    if (!next.breaker().equals(settings.breaker())) {
      breaker = plant.breaker(node, next.breaker());
      breaker.takeOver(known.breaker());
    }
    if (!stays) {
      return known.elsewhere(node, breaker);
    }
    boolean same = known.node().equals(node) && breaker.equals(known.breaker());
    return same ? known : known.under(node, breaker);
  }

  private void add(Part part) {
    parts.put(part.chain().name(), part);
  }

  private Part fresh(ChainSettings chain, HealthBoard.Slot slot) {
    Map<Node, NodeState> mine = states(chain.chain());
    ChainHeads heads =
        new ChainHeads(
            chain.chain(), mine, floorRules(), chain.health().overslept(), plant.clock());
    TransactionTakers takers = new TransactionTakers(plant.clock());
    MethodRules rules = new MethodRules(chain.chain(), chain.methods());
    return new Part(
        chain, slot, mine, heads, takers, rules, relays(chain, slot, heads, takers, rules));
  }

  /// @param by the settings of the fleet before
  private Part carried(Part before, ChainSettings chain, GatewaySettings by) {
    boolean same = before.settings().equals(chain);
    Map<Node, NodeState> mine = states(chain.chain());
    if (same && mine.equals(before.states()) && sameCalls(by)) {
      return before;
    }
    HealthBoard.Slot slot =
        same ? before.slot() : HealthBoard.Slot.of(chain.chain(), plant.clock().instant());
    MethodRules rules = same ? before.rules() : new MethodRules(chain.chain(), chain.methods());
    return new Part(
        chain,
        slot,
        mine,
        before.heads(),
        before.takers(),
        rules,
        relays(chain, slot, before.heads(), before.takers(), rules));
  }

  private boolean sameCalls(GatewaySettings by) {
    return by.calls().equals(settings.calls()) && by.limits().equals(settings.limits());
  }

  private Map<Node, NodeState> states(Chain chain) {
    return chain.nodes().stream()
        .map(node -> Objects.requireNonNull(states.get(node.name())))
        .collect(Collectors.toUnmodifiableMap(NodeState::node, state -> state));
  }

  private Floor.Rules floorRules() {
    CallSettings calls = settings.calls();
    return Floor.Rules.of(calls.headGrace(), calls.headWait());
  }

  private Map<EventLoop, Relay> relays(
      ChainSettings chain,
      HealthBoard.Slot slot,
      ChainHeads heads,
      TransactionTakers takers,
      MethodRules rules) {
    LimitSettings limits = settings.limits();
    CallSettings calls = settings.calls();
    List<EventLoop> loops = plant.loops().all();
    Map<EventLoop, Relay> relays = new HashMap<>();
    for (EventLoop loop : loops) {
      relays.put(
          loop,
          new Relay(
              new RelaySettings(
                  chain.chain(),
                  loop,
                  slot,
                  rules,
                  new ReadLimits(limits.depth(), limits.batch()),
                  lanes.on(loop),
                  plant.lacks(),
                  send(chain.chain()),
                  plant.metrics(),
                  plant.ids(),
                  heads,
                  takers,
                  calls.headWait(),
                  calls.retryBudget(),
                  RETRIES_PER_SECOND / loops.size())));
    }
    return relays;
  }

  private SendSettings send(Chain chain) {
    CallSettings calls = settings.calls();
    return new SendSettings(
        chain,
        plant.wire(),
        plant.clock(),
        new AttemptNews(plant.metrics(), plant.health().traffic()),
        plant.held(),
        calls.hedgeAfter(),
        calls.deadline(),
        calls.longDeadline(),
        calls.hold(),
        settings.limits().response(),
        Patience.DEFAULTS);
  }

  // ---- what others ask

  GatewaySettings settings() {
    return settings;
  }

  Lanes lanes() {
    return lanes;
  }

  List<Chain> chains() {
    return parts.values().stream().map(Part::chain).toList();
  }

  static List<Node> nodes(GatewaySettings settings) {
    return settings.chains().stream().flatMap(chain -> chain.chain().nodes().stream()).toList();
  }

  /// What is known of a node, whatever its settings were; empty when this fleet does not have it.
  Optional<NodeState> state(Node node) {
    return Optional.ofNullable(states.get(node.name())).filter(known -> known.node().isSame(node));
  }

  Collection<NodeState> states() {
    return states.values();
  }

  OptionalLong floor(Chain chain) {
    Part part = parts.get(chain.name());
    return part == null ? OptionalLong.empty() : part.heads().floor();
  }

  /// The rules that calls of a chain go by; for one that is not here, those by default.
  MethodRules rules(Chain chain) {
    Part part = parts.get(chain.name());
    return part == null ? new MethodRules(chain, MethodSettings.DEFAULTS) : part.rules();
  }

  /// What the listener offers.
  Serving serving() {
    Map<EventLoop, Map<String, Route>> routes = new HashMap<>();
    for (EventLoop loop : plant.loops().all()) {
      Map<String, Route> mine = new HashMap<>();
      for (Part part : parts.values()) {
        Route route = new Route(Objects.requireNonNull(part.relays().get(loop)), part.slot());
        mine.put("/" + part.chain().name(), route);
        part.chain().chainId().ifPresent(id -> mine.put("/" + id, route));
        if (settings.defaultChain().filter(part.chain().name()::equals).isPresent()) {
          mine.put("/", route);
        }
      }
      routes.put(loop, Map.copyOf(mine));
    }
    return new Serving(settings.listen(), settings.limits(), List.copyOf(parts.keySet()), routes);
  }

  /// The chains' places, in order.
  Map<String, HealthBoard.Slot> places() {
    Map<String, HealthBoard.Slot> places = new LinkedHashMap<>();
    parts.forEach((name, part) -> places.put(name, part.slot()));
    return places;
  }

  // ---- one after the other

  /// From now on the heads of its chains are told to this fleet.
  ///
  /// @param before the fleet until now, if there was one
  void follow(Optional<Fleet> before) {
    Map<String, Part> old = before.map(fleet -> fleet.parts).orElse(Map.of());
    for (Part part : old.values()) {
      if (!has(part.heads())) {
        plant.board().forget(part.heads());
      }
    }
    for (Part part : parts.values()) {
      part.heads()
          .follow(part.chain(), part.states(), floorRules(), part.settings().health().overslept());
      if (before.filter(fleet -> fleet.has(part.heads())).isEmpty()) {
        plant.board().listen(part.heads());
      }
    }
  }

  private boolean has(ChainHeads heads) {
    return parts.values().stream().anyMatch(part -> part.heads().equals(heads));
  }

  /// Nodes that both have go by this fleet's settings from now on.
  void adopt(Fleet before) {
    for (NodeState state : states.values()) {
      boolean changed =
          before.state(state.node()).filter(old -> !old.node().equals(state.node())).isPresent();
      if (changed) {
        plant.adopt(state.node());
      }
    }
  }

  /// Another fleet serves from now on: whatever it did not take over ends, each thing when the
  /// calls under way no longer need it.
  void retire(Fleet next) {
    for (Part part : parts.values()) {
      Part after = next.parts.get(part.chain().name());
      if (!part.equals(after)) {
        part.relays().values().forEach(Relay::retire);
      }
    }
    for (NodeState state : states.values()) {
      Optional<NodeState> after = next.state(state.node());
      if (after.isEmpty()) {
        plant.retire(state);
        continue;
      }
      if (!after.get().breaker().equals(state.breaker())) {
        state.breaker().retire();
      }
      if (!after.get().node().sharesSocket(state.node())) {
        plant.sockets().retire(state.node());
      }
    }
  }
}
