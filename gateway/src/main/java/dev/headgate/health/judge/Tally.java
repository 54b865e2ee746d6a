package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Attempts and probes of the last while, and how many of them failed. Counts in a row never catch
/// a node that fails every second call.
///
/// @param slots oldest first
record Tally(List<Slot> slots) {

  record Slot(Instant at, long attempts, long failures) {}

  /// What a window holds.
  record Rate(long attempts, long failures) {
    boolean atLeast(int percent) {
      return failures * 100 >= attempts * percent;
    }

    double success() {
      return attempts == 0 ? 1 : 1 - (double) failures / attempts;
    }
  }

  static final Tally EMPTY = new Tally(List.of());

  /// A window slides by so many steps: two seconds' worth of rows more would tell nothing.
  private static final int SLOTS = 30;

  Tally add(Instant at, long attempts, long failures, Duration window) {
    List<Slot> kept = new ArrayList<>(slots.size() + 1);
    slots.stream().filter(s -> s.at().plus(window).isAfter(at)).forEach(kept::add);
    boolean same = !kept.isEmpty() && kept.getLast().at().plus(window.dividedBy(SLOTS)).isAfter(at);
    if (same) {
      Slot last = kept.removeLast();
      kept.add(new Slot(last.at(), last.attempts() + attempts, last.failures() + failures));
    } else {
      kept.add(new Slot(at, attempts, failures));
    }
    return new Tally(List.copyOf(kept));
  }

  Rate rate(Instant now, Duration window) {
    long attempts = 0;
    long failures = 0;
    for (Slot slot : slots) {
      if (slot.at().plus(window).isAfter(now)) {
        attempts += slot.attempts();
        failures += slot.failures();
      }
    }
    return new Rate(attempts, failures);
  }

  /// When the oldest failure that is still known was.
  Instant firstFailure(Instant otherwise) {
    return slots.stream().filter(s -> s.failures() > 0).map(Slot::at).findFirst().orElse(otherwise);
  }
}
