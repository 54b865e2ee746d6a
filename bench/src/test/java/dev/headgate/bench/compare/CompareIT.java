package dev.headgate.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.machine.Provisioned;
import dev.headgate.time.SteadyClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Tag("full")
class CompareIT {
  /// A rival that is HAProxy again: what is shown is that a program is started with a port and a
  /// node, and takes part.
  private static final String RIVAL =
      """
      #!/bin/sh
      cat >"$0.cfg" <<END
      defaults
        mode http
        timeout connect 1s
        timeout client 10s
        timeout server 10s
      listen rival
        bind 127.0.0.1:$PORT
        server node $(echo "$NODE_URL" | sed 's,http://,,;s,/,,')
      END
      exec haproxy -db -f "$0.cfg"
      """;

  @Test
  void a_tiny_comparison_of_the_real_programs_is_complete(@TempDir Path folder) throws Exception {
    Path home = Provisioned.home();
    Provisioned.bench(home, System.out);
    Path rival =
        Files.createFile(
            folder.resolve("rival"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(rival, RIVAL);
    CompareSpec spec =
        CompareSpec.of(home)
            .rounds(1)
            .connections(List.of(8))
            .rates(List.of(200))
            .half(false)
            .extras(false)
            .length(Duration.ofMillis(500))
            .warmUp(Duration.ofSeconds(1))
            // Whatever else this machine does: nothing is judged here.
            .mostLost(2)
            .work(folder)
            .rival("rival", rival);
    Comparison comparison = new Compare(spec, SteadyClock.system(), System.out::println).run();

    Set<String> contenders =
        comparison.cells().stream().map(Cell::contender).collect(Collectors.toSet());
    assertEquals(Set.of("headgate", "haproxy", "nginx", "rival", "direct"), contenders);
    assertEquals(10, comparison.cells().size());
    for (Cell cell : comparison.cells()) {
      assertTrue(cell.answered() > 0 && cell.failed() == 0, cell::toString);
      assertTrue(cell.received() >= cell.answered(), () -> "answered and not forwarded: " + cell);
      assertTrue(cell.p50Micros() > 0 && cell.p99Micros() >= cell.p50Micros(), cell::toString);
      if (cell.scene().kind() == Scene.Kind.SATURATED) {
        assertEquals(!cell.contender().equals("direct"), cell.cpuMicros() > 0, cell::toString);
      }
    }
    assertTrue(
        comparison.ratios().stream()
            .filter(r -> !r.figure().equals(Pairing.ADDED))
            .allMatch(r -> r.quartiles().count() == 1),
        () -> "" + comparison.ratios());
    assertTrue(
        comparison.judged().stream().anyMatch(j -> !j.verdict().equals("not measured")),
        () -> "" + comparison.judged());
    JsonMapper json = JsonMapper.builder().build();
    assertEquals(
        10, json.readTree(json.writeValueAsString(comparison)).get("cells").size(), "as JSON");
  }
}
