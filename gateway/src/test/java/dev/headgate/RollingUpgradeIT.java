package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.haproxy.Front;
import dev.headgate.testing.haproxy.Front.Spec;
import dev.headgate.testing.haproxy.SteadyLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `haproxy/rolling-upgrade`, as an operator runs it.
@Tag("full")
class RollingUpgradeIT {
  private static final Path SCRIPT = Path.of("../haproxy/rolling-upgrade").toAbsolutePath();
  @TempDir private Path directory = Path.of("unset");

  private record Ran(int exit, String said) {}

  private Process script(Front front, String drain, String restart) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(SCRIPT.toString(), "--haproxy", front.stats().toString(), "--patience", "60"));
    for (String name : Front.GATEWAYS) {
      command.addAll(List.of("--gateway", name + "=" + front.gatewayRpc(name)));
    }
    command.addAll(List.of("--drain", drain, "--restart", restart));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static Ran end(Process script) throws IOException {
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(Await.exit(script), said);
  }

  /// A word that the script leaves in a file, for the test to carry out.
  private String leave(String word) {
    return "touch " + directory + "/" + word + "-$GATEWAY";
  }

  private void await(String word, String gateway) {
    Await.until(
        word + " of " + gateway, () -> Files.exists(directory.resolve(word + "-" + gateway)));
  }

  @Test
  void both_gateways_are_restarted_in_turn_and_no_call_fails() throws Exception {
    try (Front front = Spec.usual().start();
        SteadyLoad load = SteadyLoad.start(front.rpc(Front.ONE), 200, 4, Front.MIXED)) {
      load.awaitCalls(400);
      Process script = script(front, leave("drain"), leave("restart"));
      for (String name : Front.GATEWAYS) {
        await("drain", name);
        front.gateway(name).signal("TERM");
        await("restart", name);
        assertEquals(0, load.failed().size());
        front.gateway(name).startAgain();
      }
      Ran ran = end(script);
      load.awaitCalls(400);
      load.stop();
      assertEquals(0, ran.exit(), ran.said());
      assertTrue(ran.said().endsWith("rolling-upgrade: done: a b\n"), ran.said());
      assertTrue(
          ran.said().contains("HAProxy has left a, and its last call has ended"), ran.said());
      assertEquals(List.of(), load.failed());
      System.out.println("rolling upgrade: calls " + load.calls().size() + ", failed 0");
    }
  }

  @Test
  void nothing_begins_while_the_other_gateway_is_not_ready() throws Exception {
    try (Front front = Spec.usual().start()) {
      front.gateway("b").signal("KILL");
      Await.until("b is down", () -> !front.isUp("b"));
      Ran ran = end(script(front, leave("drain"), leave("restart")));
      assertEquals(1, ran.exit(), ran.said());
      assertTrue(ran.said().contains("Nothing was done to a"), ran.said());
      try (var left = Files.list(directory)) {
        assertEquals(0, left.count(), "neither command was run");
      }
    }
  }

  @Test
  void a_wrong_call_of_it_says_what_to_write() throws Exception {
    Ran bare = end(new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true).start());
    assertEquals(2, bare.exit());
    assertTrue(bare.said().contains("--haproxy http://127.0.0.1:8404"), bare.said());
    Ran help =
        end(new ProcessBuilder(SCRIPT.toString(), "--help").redirectErrorStream(true).start());
    assertEquals(0, help.exit());
    assertTrue(help.said().contains("--restart COMMAND"), help.said());
  }
}
