package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Callers;
import dev.headgate.testing.Limits;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.Provision;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// slowhttptest's three modes (row 16 of the faults to be survived): slow heads, slow bodies, slow
/// reading. Its connections are ended by us, and nobody else notices.
@Tag("full")
@ExtendWith(NoLeaks.class)
class SlowHttpTestIT {
  private static final int SLOW = 400;
  private static final int SERVED = 4;
  private static final int PROBES = 1;
  private static final File REPORT = new File("target/slowhttptest.txt");
  private static final String CALL = RequestPath.call("1", "eth_chainId");

  @ParameterizedTest
  @CsvSource({
    "slow heads, -H -i 1 -x 8",
    "slow bodies, -B -i 1 -x 8 -s 4096 -t POST -f application/json",
    "slow reading, -X -k 10 -n 1 -w 8 -y 16 -z 4",
  })
  void slow_connections_are_ended_and_nobody_else_notices(String mode, String options)
      throws IOException {
    try (RawNode node = RawNode.answering("true");
        RequestPath path =
            RequestPath.over(node)
                .limits(_ ->
                    new Limits()
                        .headTimeout(Duration.ofSeconds(2))
                        .bodyTimeout(Duration.ofSeconds(2))
                        .writeTimeout(Duration.ofSeconds(2))
                        .idleTimeout(Duration.ofSeconds(4))
                        .set())
                .start();
        Callers served =
            Callers.start(
                path.uri("/"), SERVED, Duration.ofMillis(20), CALL, RawNode.result("1", "true"))) {
      served.awaitAnswers(20);
      Process slow = slowhttptest(path.uri("/"), options);
      RequestPath.await("the slow ones are there", () -> path.connections() > SLOW / 2);
      RequestPath.await("the slow ones are gone", () -> path.connections() <= SERVED + PROBES);
      // Slow readers go on with what their kernel holds; the others end when all of theirs were.
      boolean stillAt = slow.isAlive();
      served.awaitAnswers(20);
      String report = report(slow);
      served.stop();
      System.out.printf(
          "%s: %d connections, all ended, slowhttptest then %s; service available %s; %d calls served, failed %d, longest %d ms%n",
          mode,
          SLOW,
          stillAt ? "still at it" : "at its end",
          last(report, "service available:"),
          served.answered(),
          served.failed().size(),
          served.longestMs());
      assertEquals(List.of(), served.failed());
      assertEquals("YES", last(report, "service available:"), report);
      assertTrue(
          stillAt || last(report, "Exit status:").equals("No open connections left"), report);
    }
  }

  private static Process slowhttptest(URI at, String options) throws IOException {
    Provision.frontTools();
    List<String> command = new ArrayList<>(List.of("slowhttptest"));
    command.addAll(Arrays.asList(options.split(" ", -1)));
    command.addAll(List.of("-c", "" + SLOW, "-r", "200", "-l", "20", "-p", "20", "-u", "" + at));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(REPORT).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private static String report(Process slow) throws IOException {
    Await.exit(slow);
    return Files.readString(REPORT.toPath()).replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "");
  }

  private static String last(String report, String key) {
    Matcher found = Pattern.compile(Pattern.quote(key) + "\\s*([^\\n]*)").matcher(report);
    String value = "";
    while (found.find()) {
      value = found.group(1).strip();
    }
    return value;
  }
}
