package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the service manager is told, word by word.
class ServiceManagerTest {
  private final List<String> told = new ArrayList<>();
  private final ServiceManager manager =
      new ServiceManager((text, most) -> told.add(text), Optional.empty());

  @Test
  void the_states_are_spelled_as_sd_notify_has_them() {
    ManualClock clock = new ManualClock();
    manager.ready("ethereum served by geth-a");
    manager.reloading(clock);
    manager.alive();
    manager.stopping(Duration.ofSeconds(137));
    assertEquals(
        List.of(
            "READY=1\nSTATUS=ethereum served by geth-a",
            "RELOADING=1\nMONOTONIC_USEC=" + clock.nanos() / 1000,
            "WATCHDOG=1",
            "STOPPING=1\nEXTEND_TIMEOUT_USEC=137000000\n"
                + "STATUS=draining: calls under way are finished, no more are to come"),
        told);
  }

  @Test
  void a_line_break_in_a_sentence_forges_no_state() {
    manager.status("well\nSTOPPING=1\r\nMAINPID=1");
    assertEquals(List.of("STATUS=well STOPPING=1 MAINPID=1"), told);
  }

  @Test
  void a_watchdog_is_meant_for_this_process_or_is_none() {
    assertEquals(Optional.of(Duration.ofSeconds(15)), watchdog("15000000", ""));
    assertEquals(Optional.of(Duration.ofSeconds(15)), watchdog("15000000", "7"));
    assertEquals(Optional.empty(), watchdog("15000000", "8"));
    assertEquals(Optional.empty(), watchdog("", ""));
    assertEquals(Optional.empty(), watchdog("0", ""));
    assertEquals(Optional.empty(), watchdog("soon", ""));
  }

  private static Optional<Duration> watchdog(String micros, String pid) {
    Map<String, String> environment =
        new HashMap<>(Map.of("NOTIFY_SOCKET", "vsock:2:1", "WATCHDOG_USEC", micros));
    environment.put("WATCHDOG_PID", pid);
    return ServiceManager.of(environment, 7).watchdog();
  }

  @Test
  void the_status_names_who_serves_and_changes_with_it() {
    World world = World.well();
    world.board.listen(new ServiceNews(world.board, manager));
    assertEquals(
        "ethereum served by geth-a; arbitrum served by nitro-a",
        ServiceNews.sentence(world.board.all()));
    world.publishUnserved(world.ethereum);
    world.publishUnserved(world.ethereum);
    assertEquals(List.of("STATUS=ethereum not served; arbitrum served by nitro-a"), told);
  }
}
