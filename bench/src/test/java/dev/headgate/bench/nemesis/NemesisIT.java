package dev.headgate.bench.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random faults for two minutes, or for `-Dnemesis.seconds`, of `-Dnemesis.seed`.
///
/// Three promises are not kept yet under every mixture of faults, as the README says; what breaks
/// them is printed, and fails the test only with `-Dnemesis.strict=true`: a head that a lying
/// primary delivers in its first moment, heads of a real node that are two blocks stale for a
/// moment, and calls that were under way while the gateway stood still.
@Tag("full")
class NemesisIT {
  private static final int SECONDS = Integer.getInteger("nemesis.seconds", 120);
  private static final long SEED =
      Long.getLong("nemesis.seed", ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
  private static final List<String> OPEN =
      Boolean.getBoolean("nemesis.strict")
          ? List.of()
          : List.of(": head went backward: ", ": stale head: ", ": answer of another call: ");

  @Test
  void whatever_goes_wrong_every_promise_is_kept() throws Exception {
    System.out.println("nemesis: -Dnemesis.seed=" + SEED + " -Dnemesis.seconds=" + SECONDS);
    Nemesis.Outcome outcome =
        Nemesis.run(SEED, Duration.ofSeconds(SECONDS), SteadyClock.system(), System.out::println);
    outcome.lines().forEach(System.out::println);
    Map<Boolean, List<String>> guilty =
        outcome.guilty().stream()
            .collect(Collectors.partitioningBy(each -> OPEN.stream().anyMatch(each::contains)));
    guilty
        .getOrDefault(true, List.of())
        .forEach(each -> System.out.println("nemesis, open: " + each));
    assertEquals(List.of(), guilty.get(false), () -> "seed " + SEED);
  }
}
