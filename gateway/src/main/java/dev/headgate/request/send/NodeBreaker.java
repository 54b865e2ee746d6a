package dev.headgate.request.send;

import dev.headgate.chain.Node;
import dev.headgate.config.BreakerSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.time.SteadyClock;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The breaker of one node: resilience4j's failure rate over a window of time, and beside it a
/// count of failures in a row, which opens at once (the window alone takes five seconds for a node
/// that died under steady traffic). Thread-safe.
///
/// Whoever was let through must end in exactly one of [#succeeded(long)], [#failed(long, String)]
/// or [#released()]. A permit that is leaked all the same does no harm for long: half-open lasts at
/// most as long as open does, then opens again.
public final class NodeBreaker {

  /// Told of each change of state, on the thread that caused it.
  @FunctionalInterface
  public interface Listener {
    void changed(BreakerState state, String why);
  }

  /// A half-open breaker that has not made up its mind opens again. Probes close it when no call
  /// does, so this must be longer than several of them take, or a node stays out for good.
  private static final Duration UNDECIDED = Duration.ofMinutes(1);

  private final CircuitBreaker breaker;
  private final SteadyClock clock;
  private final Duration wait;
  private final int inARow;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile String lastWhy = "";
  private volatile long stateSince;
  private volatile boolean mute;

  public NodeBreaker(Node node, BreakerSettings settings, SteadyClock clock, Listener listener) {
    this(node, settings, clock, listener, true);
  }

  private NodeBreaker(
      Node node, BreakerSettings settings, SteadyClock clock, Listener listener, boolean timers) {
    this.clock = clock;
    wait = settings.open();
    inARow = settings.inARow();
    breaker = CircuitBreaker.of(node.name(), config(settings, clock, timers));
    breaker
        .getEventPublisher()
        .onStateTransition(event -> {
          stateSince = clock.nanos();
          if (!mute) {
            listener.changed(stateOf(event.getStateTransition().getToState()), lastWhy);
          }
        });
  }

  /// Begins as the breaker of the same node, under other settings, stands now: what was open is
  /// open, for its new time; the window of calls begins anew. Tells nobody.
  public void takeOver(NodeBreaker before) {
    lastWhy = before.lastWhy;
    if (!before.lets()) {
      mute = true;
      breaker.transitionToOpenState();
      mute = false;
    } else {
      failures.set(before.failures.get());
    }
  }

  /// Nobody is told of its changes any more, and its timers end. Calls under way may still ask it:
  /// what was open stays so, what was not lets every call through.
  public void retire() {
    mute = true;
    if (lets()) {
      breaker.transitionToDisabledState();
    } else {
      breaker.transitionToForcedOpenState();
    }
  }

  /// A breaker without timers of its own, for a clock that is moved by hand: its waits end only
  /// with [#due()].
  public static NodeBreaker untimed(
      Node node, BreakerSettings settings, SteadyClock clock, Listener listener) {
    return new NodeBreaker(node, settings, clock, listener, false);
  }

  /// Ends the wait of an open or half-open breaker that is over by the clock, as a timer would. Of
  /// use for one that is untimed; to be called more than `open` after a change of state.
  public void due() {
    long past = clock.nanos() - stateSince;
    CircuitBreaker.State state = breaker.getState();
    if (past > wait.toNanos() && state == CircuitBreaker.State.OPEN && tryAcquire()) {
      released();
    } else if (past > undecided(wait).toNanos() && state == CircuitBreaker.State.HALF_OPEN) {
      breaker.transitionToOpenState();
    }
  }

  private static Duration undecided(Duration open) {
    return open.compareTo(UNDECIDED) > 0 ? open : UNDECIDED;
  }

  private static CircuitBreakerConfig config(
      BreakerSettings settings, SteadyClock clock, boolean timers) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            (int) Math.max(1, settings.window().toSeconds()),
            settings.minimumCalls(),
            SlidingWindowType.TIME_BASED,
            SlidingWindowSynchronizationStrategy.LOCK_FREE)
        .failureRateThreshold(settings.failureRate())
        .slowCallRateThreshold(100)
        .slowCallDurationThreshold(Duration.ofDays(1))
        .waitDurationInOpenState(settings.open())
        .automaticTransitionFromOpenToHalfOpenEnabled(timers)
        .permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
        // Without this a permit that is never given back refuses for ever.
        .maxWaitDurationInHalfOpenState(timers ? undecided(settings.open()) : Duration.ZERO)
        .writableStackTraceEnabled(false)
        // Both times from our clock: the wait in OPEN reads the one, the window the other.
        .clock(clock)
        .currentTimestampFunction(_ -> clock.nanos(), TimeUnit.NANOSECONDS)
        .build();
  }

  /// Whether a call may go to the node now; takes a permit if so.
  public boolean tryAcquire() {
    return breaker.tryAcquirePermission();
  }

  /// Whether it would let a call through now, without taking a permit.
  public boolean lets() {
    CircuitBreaker.State now = breaker.getState();
    return now != CircuitBreaker.State.OPEN && now != CircuitBreaker.State.FORCED_OPEN;
  }

  /// The node answered as a node should.
  public void succeeded(long nanos) {
    if (failures.get() != 0) {
      failures.set(0);
    }
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  /// The node failed; `why` in a few words.
  public void failed(long nanos, String why) {
    int row = failures.incrementAndGet();
    // Calls that an open breaker ended fail with its own reason: it must not be told of itself.
    if (breaker.getState() != CircuitBreaker.State.OPEN) {
      lastWhy =
          row >= inARow
              ? row + " failures in a row, the last: " + why
              : "too many failures, the last: " + why;
    }
    breaker.onError(
        nanos,
        TimeUnit.NANOSECONDS,
        CallNotPermittedException.createCallNotPermittedException(breaker));
    if (row >= inARow && breaker.getState() == CircuitBreaker.State.CLOSED) {
      open();
    }
  }

  /// The call ended without telling anything of the node.
  public void released() {
    breaker.releasePermission();
  }

  /// A probe ended. Good ones close a half-open breaker but prove nothing against failing calls:
  /// while the breaker is closed they do not reset the count.
  public void probed(boolean answered, String why) {
    boolean counts = !answered || breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    if (counts && breaker.tryAcquirePermission()) {
      if (answered) {
        succeeded(0);
      } else {
        failed(0, why);
      }
    }
  }

  public BreakerState state() {
    return stateOf(breaker.getState());
  }

  private void open() {
    try {
      breaker.transitionToOpenState();
    } catch (RuntimeException e) {
      // Another loop opened it between the question and the deed: what was wanted is so.
      failures.set(0);
      return;
    }
    failures.set(0);
  }

  private static BreakerState stateOf(CircuitBreaker.State state) {
    return switch (state) {
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
    };
  }
}
