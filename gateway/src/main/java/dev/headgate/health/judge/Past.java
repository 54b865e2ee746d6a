package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What earlier turns concluded about a node.
///
/// @param wasRight whether it was ever verified to be of this chain
/// @param fit by the latest verdict; empty before the first contact
/// @param wellSince since when it has been fit, and neither slow nor behind for `handover`, without
///   a break
/// @param behind since when it lacks a head that another has
/// @param believedSince since when its head has been believed without a break
/// @param trusted its latest head that was beyond doubt
/// @param leftAt when it last lost its place
/// @param hold how long it waits for its place
/// @param backSince when it last became fit again or got its place back
/// @param erringSince since when it fails too often
/// @param slow since when it seems slow
/// @param fork since when it is on another fork
/// @param score smoothed, for the order of standbys; negative while unknown
record Past(
    boolean wasRight,
    Optional<Boolean> fit,
    Optional<Instant> wellSince,
    Optional<Behind> behind,
    Optional<Instant> believedSince,
    Optional<Heads.Arrival> trusted,
    Optional<Instant> leftAt,
    HoldDown hold,
    Optional<Instant> backSince,
    Optional<Instant> erringSince,
    Optional<Slow> slow,
    Optional<Instant> fork,
    double score) {

  static final Past NONE =
      new Past(
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          HoldDown.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          -1);

  /// @param number the head that the node had while it lacked a higher one
  record Behind(long number, Instant since) {}

  /// @param sure whether it lasted long enough to count
  /// @param words "420 ms, usually 5 ms, b 6 ms"
  record Slow(Instant since, boolean sure, String words) {}

  /// It lost its place.
  Past lost(Instant at, HealthSettings settings) {
    HoldDown longer = hold.lost(at, !Probation.over(this, at), settings);
    return with(Optional.of(at), longer, backSince);
  }

  /// It got its place back.
  Past returned(Instant at) {
    return with(leftAt, hold, Optional.of(at));
  }

  private Past with(Optional<Instant> left, HoldDown wait, Optional<Instant> back) {
    return new Past(
        wasRight,
        fit,
        wellSince,
        behind,
        believedSince,
        trusted,
        left,
        wait,
        back,
        erringSince,
        slow,
        fork,
        score);
  }

  Past scored(double smoothed) {
    return new Past(
        wasRight,
        fit,
        wellSince,
        behind,
        believedSince,
        trusted,
        leftAt,
        hold,
        backSince,
        erringSince,
        slow,
        fork,
        smoothed);
  }

  Duration hold(Instant now, HealthSettings settings) {
    return hold.at(now, settings).time(settings);
  }

  boolean surelySlow() {
    return slow.filter(Slow::sure).isPresent();
  }
}
