package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The heads of one node as they arrived here.
///
/// @param latest the head it has now
/// @param since when that head was first seen
/// @param trail when the node's head first reached each number seen, lowest first
/// @param gaps nanoseconds per block of the latest rises, oldest first
/// @param branch which blocks they were
record Heads(
    Observation.Head latest, Instant since, List<Arrival> trail, List<Long> gaps, Branch branch) {

  record Arrival(long number, Instant at) {}

  /// Long enough for more than a minute of four heads a second, beyond every lag limit.
  private static final int TRAIL = 256;

  private static final int GAPS = 15;

  /// A millisecond: no chain is faster, and what is divided by a pace stays in range.
  private static final long FASTEST = 1_000_000;

  /// A latency below zero, while no probe has told one.
  private static final long NEVER_PROBED = -1;

  /// Fewer rises than this tell no pace.
  private static final int ENOUGH = 5;

  static Heads first(Observation.Head head) {
    return new Heads(
        head,
        head.at(),
        List.of(new Arrival(head.number(), head.at())),
        List.of(),
        Branch.NONE.then(head));
  }

  static Heads first(Observation.Pushed push) {
    return first(head(push, NEVER_PROBED));
  }

  private static Observation.Head head(Observation.Pushed push, long latencyNanos) {
    return new Observation.Head(
        push.node(),
        push.at(),
        push.number(),
        push.hash(),
        push.parentHash(),
        push.blockTimestampSeconds(),
        latencyNanos);
  }

  long number() {
    return latest.number();
  }

  /// The heads after a probe. A head that was pushed while the probe was under way is the newer
  /// word of the two, unless the probe saw a higher one.
  Heads polled(Observation.Head head) {
    boolean overtaken =
        head.number() <= number() && head.at().minusNanos(head.latencyNanos()).isBefore(since);
    return overtaken ? timed(head.latencyNanos()) : then(head);
  }

  /// The heads after a push, which has no latency of its own. A push never takes the head down: it
  /// may have been late, and then the next probe would know no better than the last.
  Heads pushed(Observation.Pushed push) {
    return push.number() < number() ? this : then(head(push, latest.latencyNanos()));
  }

  private Heads timed(long latencyNanos) {
    Observation.Head same =
        new Observation.Head(
            latest.node(),
            latest.at(),
            latest.number(),
            latest.hash(),
            latest.parentHash(),
            latest.blockTimestampSeconds(),
            latencyNanos);
    return new Heads(same, since, trail, gaps, branch);
  }

  /// The heads after one more observation; a head that fell (a reorg, a restart from a snapshot)
  /// takes the arrivals above it along.
  Heads then(Observation.Head head) {
    if (head.number() == number()) {
      boolean same = head.hash().equals(latest.hash());
      return new Heads(head, same ? since : head.at(), trail, gaps, branch.then(head));
    }
    return head.number() > number() ? risen(head) : fallen(head);
  }

  private Heads risen(Observation.Head head) {
    long gap = Duration.between(since, head.at()).toNanos() / (head.number() - number());
    return new Heads(
        head,
        head.at(),
        appended(trail, new Arrival(head.number(), head.at()), TRAIL),
        appended(gaps, Math.max(gap, FASTEST), GAPS),
        branch.then(head));
  }

  private Heads fallen(Observation.Head head) {
    List<Arrival> below = trail.stream().filter(a -> a.number() < head.number()).toList();
    return new Heads(
        head,
        head.at(),
        appended(below, new Arrival(head.number(), head.at()), TRAIL),
        gaps,
        branch.then(head));
  }

  private static <T> List<T> appended(List<T> list, T last, int atMost) {
    List<T> longer =
        new ArrayList<>(list.subList(Math.max(0, list.size() + 1 - atMost), list.size()));
    longer.add(last);
    return List.copyOf(longer);
  }

  /// When this node first had a head above `other`, as far back as the trail goes.
  Optional<Instant> firstAbove(long other) {
    return trail.stream().filter(a -> a.number() > other).map(Arrival::at).findFirst();
  }

  boolean pacePlain() {
    return gaps.size() >= ENOUGH;
  }

  /// Nanoseconds per block: the median of the latest rises, until then the hint.
  long pace(Duration hint) {
    return pacePlain()
        ? gaps.stream().sorted().skip(gaps.size() / 2).findFirst().orElseThrow()
        : Math.max(hint.toNanos(), FASTEST);
  }
}
