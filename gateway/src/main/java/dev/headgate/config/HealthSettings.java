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
public record HealthSettings(
    Duration probeInterval,
    Duration probeTimeout,
    int fall,
    int rise,
    Duration handover,
    int lagBlocks,
    Duration lagTime,
    Duration failbackAfter) {

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
}
