package dev.headgate.bench.policy;

import dev.headgate.chain.Node;
import dev.headgate.config.HealthSettings;
import dev.headgate.health.Wakefulness;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The real judge, turned as `health.HealthLoop` turns it: at each tick, when every node is probed
/// that is not being probed, and at once for what is seen in between.
final class HeadgateHealth {
  private static final String GENESIS = "0xd4e56740f876aef8";
  private static final String OTHER_GENESIS = "0x0123456789abcdef";

  /// As `health.HealthLoop` has it while no call can be served.
  private static final long DARK = 100 * Span.MILLI;

  private record Sighting(Observation observation, Instant began) {}

  private final World world;
  private final Events events;
  private final HealthSettings settings;
  private final Judge judge;
  private final List<HeadgateLane> lanes;
  private final Set<String> probed = new HashSet<>();
  private final List<Sighting> seen = new ArrayList<>();
  private final Consumer<ChainHealth> published;
  private Wakefulness wakefulness;
  private ChainState state;
  private boolean woken;
  private int transitions;

  HeadgateHealth(World world, List<HeadgateLane> lanes, Consumer<ChainHealth> published) {
    this.world = world;
    this.lanes = lanes;
    this.published = published;
    events = world.events();
    settings = world.scenario().chain().health();
    judge = new Judge(world.chain(), settings);
    state = judge.first(now());
    wakefulness = Wakefulness.of(settings, now());
  }

  void start() {
    long due = events.now();
    turn();
    Instant now = now();
    for (HeadgateLane lane : lanes) {
      if (probed.add(lane.node().name())) {
        new Probe(lane, now).begin(state.wantsIdentity(lane.node().node(), now));
      }
    }
    boolean dark = state.picture().judged() && !state.picture().servable();
    long interval = settings.probeInterval().toNanos();
    events.inGateway(due + (dark ? Math.min(DARK, interval) : interval), this::start);
  }

  ChainHealth latest() {
    return state.picture();
  }

  /// Changes of the active node, but for the first choice.
  int transitions() {
    return transitions;
  }

  private Instant now() {
    return events.clock().instant();
  }

  void tell(Observation observation, Instant began) {
    seen.add(new Sighting(observation, began));
    if (!woken) {
      woken = true;
      events.inGateway(events.now(), this::turn);
    }
  }

  private void turn() {
    woken = false;
    Instant now = now();
    wakefulness = wakefulness.turn(now);
    List<Observation> counted =
        seen.stream()
            .filter(s -> wakefulness.counts(s.observation(), s.began()))
            .map(Sighting::observation)
            .toList();
    seen.clear();
    Optional<Node> before = state.picture().active();
    state = judge.next(state, counted, now);
    if (before.isPresent() && !before.equals(state.picture().active())) {
      transitions++;
    }
    published.accept(state.picture());
  }

  /// One probe, as `health.gather.Web3jProbe` asks: whose chain, when wanted, then the head.
  private final class Probe {
    private final HeadgateLane lane;
    private final Instant began;
    private long latency;
    private boolean over;

    Probe(HeadgateLane lane, Instant began) {
      this.lane = lane;
      this.began = began;
    }

    void begin(boolean identity) {
      ask(said -> {
        if (said instanceof Said.Head head && identity) {
          tell(identityOf(head));
          ask(this::heard);
        } else {
          heard(said);
        }
      });
    }

    private void ask(Consumer<Said> listener) {
      long asked = events.now();
      Events.Event timer =
          events.inGateway(
              asked + settings.probeTimeout().toNanos(), () -> fail("no answer in time", false));
      lane.ask(said -> {
        timer.cancel();
        if (!over) {
          latency = events.now() - asked;
          listener.accept(said);
        }
      });
    }

    private void heard(Said said) {
      switch (said) {
        case Said.Head head -> {
          tell(headOf(head));
          end(true, "");
        }
        case Said.Status(int code) -> fail("HTTP status " + code, false);
        case Said.Refused() -> fail("connection refused", true);
        case Said.Reset() -> fail("connection reset", false);
      }
    }

    private Observation identityOf(Said.Head head) {
      boolean ours = head.chainId() == world.scenario().chain().id();
      return new Observation.Identity(
          lane.node().node(), now(), head.chainId(), Optional.of(ours ? GENESIS : OTHER_GENESIS));
    }

    private Observation headOf(Said.Head head) {
      return new Observation.Head(
          lane.node().node(),
          now(),
          head.number(),
          head.hash(),
          head.parentHash(),
          head.timestamp(),
          latency);
    }

    private void fail(String why, boolean gone) {
      if (!over) {
        tell(new Observation.Silent(lane.node().node(), now(), why, gone));
        end(false, why);
      }
    }

    private void tell(Observation observation) {
      HeadgateHealth.this.tell(observation, began);
    }

    private void end(boolean answered, String why) {
      over = true;
      if (began.isBefore(wakefulness.awakeSince())) {
        new Probe(lane, now()).begin(true); // this one tells of a time that is past
        return;
      }
      probed.remove(lane.node().name());
      lane.state().breaker().probed(answered, why);
    }
  }
}
