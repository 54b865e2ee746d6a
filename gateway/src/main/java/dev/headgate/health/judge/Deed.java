package dev.headgate.health.judge;

import java.time.Instant;

/// Who ordered something, when, and why.
///
/// @param at by the steady clock
/// @param who for people: "alice (token ops)"
/// @param why in the person's own words; empty when none were given
public record Deed(Instant at, String who, String why) {

  /// "alice", or "alice: kernel upgrade".
  public String words() {
    return why.isEmpty() ? who : who + ": " + why;
  }
}
