package dev.headgate.bench.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random faults for five minutes, or for `-Dnemesis.seconds`, of `-Dnemesis.seed`: no promise may
/// break. Without a seed it is always the same one, so that a build tells of its change and not of
/// its luck; `bench nemesis` draws another each time.
@Tag("full")
class NemesisIT {
  private static final int SECONDS = Integer.getInteger("nemesis.seconds", 300);
  private static final long SEED = Long.getLong("nemesis.seed", 935856394);

  @Test
  void whatever_goes_wrong_every_promise_is_kept() throws Exception {
    System.out.println("nemesis: -Dnemesis.seed=" + SEED + " -Dnemesis.seconds=" + SECONDS);
    Nemesis.Outcome outcome =
        Nemesis.run(SEED, Duration.ofSeconds(SECONDS), SteadyClock.system(), System.out::println);
    outcome.lines().forEach(System.out::println);
    assertEquals(List.of(), outcome.guilty(), () -> "seed " + SEED);
  }
}
