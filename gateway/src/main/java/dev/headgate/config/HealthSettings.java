package dev.headgate.config;

import java.time.Duration;

/// By what a node is judged.
///
/// @param probeInterval between two probes of a node
/// @param probeTimeout after which a probe has failed
/// @param fall so many failed probes in a row make a node unreachable
/// @param rise so many good ones make it reachable again
/// @param handover the active node hands over, still fit, when it lacks a head that a fit node has
///   had for so long
/// @param lagBlocks a node is unfit when it is behind by more than this and by more than `lagTime`
/// @param lagTime see `lagBlocks`
/// @param failbackAfter the primary must be this long fit before it gets its traffic back
/// @param flapWindow a node that loses its place again before it kept it for so long waits twice as
///   long for the next time, and within it no return is a fourth change; zero: none of this
/// @param slow when the active node hands over for being slow
/// @param errors when a node is unfit for failing too often
public record HealthSettings(
    Duration probeInterval,
    Duration probeTimeout,
    int fall,
    int rise,
    Duration handover,
    int lagBlocks,
    Duration lagTime,
    Duration failbackAfter,
    Duration flapWindow,
    Slow slow,
    Errors errors) {

  /// More than a garbage collection or a busy machine delays a turn of the judge.
  private static final Duration LATE = Duration.ofSeconds(2);

  /// Slow is who answers in `times` as long, and in `by` longer, as it used to and as another node
  /// does, for `time`.
  ///
  /// @param times four: hedges and caches hide less, and no load balanced fairly makes more
  /// @param by 100 ms: what a person begins to notice, and more than any jitter
  /// @param time 10 s: longer than a collection, a compaction or a burst after a block
  public record Slow(int times, Duration by, Duration time) {
    public static final Slow DEFAULTS = new Slow(4, Duration.ofMillis(100), Duration.ofSeconds(10));
  }

  /// A node is unfit when `percent` of at least `calls` attempts and probes within `window` failed
  /// while they succeed elsewhere.
  ///
  /// @param percent 20: below it, second attempts hide the failures within the retry budget
  /// @param calls 20: with fewer, one or two lost connections would be a rate
  public record Errors(int percent, int calls, Duration window) {
    public static final Errors DEFAULTS = new Errors(20, 20, Duration.ofSeconds(30));
  }

  public static final HealthSettings DEFAULTS =
      new HealthSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          2,
          2,
          Duration.ofSeconds(2),
          3,
          Duration.ofSeconds(36),
          Duration.ofMinutes(5));

  /// The usual answers to what is slow, what are errors and what flaps.
  public HealthSettings(
      Duration probeInterval,
      Duration probeTimeout,
      int fall,
      int rise,
      Duration handover,
      int lagBlocks,
      Duration lagTime,
      Duration failbackAfter) {
    this(
        probeInterval,
        probeTimeout,
        fall,
        rise,
        handover,
        lagBlocks,
        lagTime,
        failbackAfter,
        Duration.ofMinutes(5),
        Slow.DEFAULTS,
        Errors.DEFAULTS);
  }

  /// The same with another lag limit.
  public HealthSettings withLag(int blocks, Duration time) {
    return new HealthSettings(
        probeInterval,
        probeTimeout,
        fall,
        rise,
        handover,
        blocks,
        time,
        failbackAfter,
        flapWindow,
        slow,
        errors);
  }

  /// The same with other times for the way back.
  public HealthSettings returning(Duration after, Duration window) {
    return new HealthSettings(
        probeInterval,
        probeTimeout,
        fall,
        rise,
        handover,
        lagBlocks,
        lagTime,
        after,
        window,
        slow,
        errors);
  }

  /// A turn of the judge that begins so long after the one before means that this process stood
  /// still in between.
  public Duration overslept() {
    return probeInterval.plus(LATE);
  }
}
