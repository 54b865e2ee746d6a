package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.netns.Kernel;
import dev.headgate.time.Pause;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A gateway as an operator starts it, from the distribution, that has next to no files or disk:
/// rows 17, 50 and 52 of the faults to be survived.
@Tag("full")
class ScarceFilesIT {
  private static final int FILES = 128;
  private static final int CROWD = 10_000;
  private static final int TICKS_A_SECOND = 100;
  private static final Duration WATCHED = Duration.ofSeconds(4);
  private static final String READ = Callers.call("eth_chainId", "[]");
  private static final String DISK = "/mnt";
  private static final String LOST = "headgate_log_events_dropped_total{cause=\"write\"}";

  // ---- files

  @Test
  void with_128_files_it_serves_whom_it_lets_in_and_does_not_spin_on_those_who_wait()
      throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .fromDistribution()
                .before("prlimit", "--nofile=" + FILES)
                .ready()) {
      assertTrue(gateway.logged().contains("may have " + FILES + " files open"), gateway::logged);
      List<RawClient> inside = new ArrayList<>();
      while (gateway.readiness().startsWith("200 ")) {
        assertTrue(inside.size() < FILES, "never full");
        inside.add(new RawClient(gateway.address()));
        serve(gateway, inside.getLast());
      }
      assertTrue(gateway.readiness().startsWith("503 full: "), gateway::readiness);
      List<RawClient> outside = new ArrayList<>();
      for (int i = 0; i < 3 * FILES; i++) {
        outside.add(new RawClient(gateway.address()).post(gateway.path(), READ));
      }
      long before = cpuTicks(gateway);
      Pause.of(WATCHED);
      long spent = cpuTicks(gateway) - before;
      for (RawClient each : inside) {
        serve(gateway, each);
      }
      System.out.printf(
          "%d files: %d clients inside, %d outside, %d open files, %d CPU ticks in %d s%n",
          FILES, inside.size(), outside.size(), openFiles(gateway), spent, WATCHED.toSeconds());
      assertTrue(spent < WATCHED.toSeconds() * TICKS_A_SECOND / 2, "half a core: it spins");
      assertEquals(2, gateway.metric("headgate_node_fit"), "no node was blamed");

      for (RawClient each : inside) {
        each.close();
      }
      for (RawClient each : outside) {
        assertEquals(200, each.reply().status(), "who waited is served");
        each.close();
      }
      Await.until("ready again", () -> gateway.readiness().startsWith("200 "));
    }
  }

  @Test
  void ten_thousand_idle_connections_cost_a_good_client_nothing_and_end_by_themselves()
      throws Exception {
    int room = (int) Math.min(CROWD, ownFiles() - 1_000);
    if (room < CROWD) {
      System.out.printf(
          "only %d idle connections: this process may have %d files%n", room, ownFiles());
    }
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .fromDistribution()
                .settings("limits: {connections: %d, idleTimeout: 40s}".formatted(room + 10))
                .ready()) {
      long before = openFiles(gateway);
      List<RawClient> idle = new ArrayList<>();
      try (Callers good = Callers.start(gateway.rpc(), 2, Duration.ofMillis(5), READ, "")) {
        for (int i = 0; i < room; i++) {
          idle.add(new RawClient(gateway.address()));
        }
        Await.until("all are in", () -> openFiles(gateway) >= before + room);
        System.out.printf("idle connections: %d, memory %s%n", room, resident(gateway));
        good.awaitAnswers(50);
        try (RawClient late = crowd(gateway)) {
          Reply refused = late.reply();
          assertEquals(503, refused.status(), refused.body());
          assertTrue(refused.body().contains("all the connections it takes"), refused.body());
        }
        for (RawClient each : idle) {
          assertEquals("", each.untilTheEnd());
          each.close();
        }
        good.awaitAnswers(50);
        assertEquals(List.of(), good.failed());
        System.out.printf(
            "good clients beside them: %d calls, longest %d ms%n",
            good.answered(), good.longestMs());
      }
      Await.until("all files are given back", () -> openFiles(gateway) < before + 50);
      assertEquals(2, gateway.metric("headgate_node_fit"), "no node was blamed");
    }
  }

  /// Connects until there is no place left.
  private static RawClient crowd(GatewayProcess gateway) throws IOException {
    List<RawClient> more = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      more.add(new RawClient(gateway.address()));
    }
    return more.getLast();
  }

  // ---- disk

  @Test
  void a_disk_that_fills_up_costs_lines_and_takes_lines_again_when_there_is_room()
      throws Exception {
    requireMounts();
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway = onSmallDisk(nodes, "")) {
      Path disk = seen(gateway, DISK);
      RawClient client = new RawClient(gateway.address());
      fill(disk.resolve("ballast"));
      Await.until(
          "lines are lost",
          () -> {
            refuse(client);
            return gateway.metric(LOST) > 0;
          });
      serve(gateway, client);
      assertTrue(gateway.readiness().startsWith("200 "), gateway::readiness);
      Callers.ask(gateway.adminAt("/admin/cordon"), "{\"node\": \"test-b\", \"why\": \"full\"}");
      assertTrue(gateway.admin("/history?format=text").contains("cordon test-b by "), "an act");
      assertEquals(Set.of(DISK + "/headgate.log"), written(gateway), "what it writes");

      Files.delete(disk.resolve("ballast"));
      Path log = disk.resolve("headgate.log");
      Await.until(
          "lines are taken again",
          () -> {
            refuse(client);
            return text(log).lines().toList().getLast().contains("\"refused\"");
          });
      serve(gateway, client);
      gateway.signal("TERM");
      assertEquals(0, gateway.exit());
    }
  }

  @Test
  void on_a_disk_that_is_full_from_the_start_it_starts_and_serves() throws Exception {
    requireMounts();
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            onSmallDisk(nodes, "head -c 2m /dev/zero > " + DISK + "/ballast;")) {
      RawClient client = new RawClient(gateway.address());
      serve(gateway, client);
      assertTrue(gateway.metric(LOST) > 0, "lines were lost");
      gateway.signal("TERM");
      assertEquals(0, gateway.exit());
    }
  }

  private static void requireMounts() throws IOException, InterruptedException {
    if (inOwnMounts("true").start().waitFor() != 0) {
      Kernel.lacks("a full disk of one's own takes the right to mount: run as root");
    }
  }

  private static ProcessBuilder inOwnMounts(String script) {
    return new ProcessBuilder("unshare", "-m", "sh", "-c", mount() + script)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static String mount() {
    return "mount -t tmpfs -o size=1m tmpfs " + DISK + " || exit 9; ";
  }

  /// Its log, and whatever Java and its libraries put into a temporary directory, are on a disk of
  /// one MiB that nobody else sees.
  private static GatewayProcess onSmallDisk(Simulation nodes, String first) {
    return GatewayProcess.Spec.of(nodes)
        .fromDistribution()
        .environment(Map.of("HEADGATE_JAVA_OPTS", "-Djava.io.tmpdir=" + DISK))
        .before(
            "unshare",
            "-m",
            "sh",
            "-c",
            mount() + first + " exec \"$@\" 2>> " + DISK + "/headgate.log",
            "sh")
        .ready();
  }

  private static Path seen(GatewayProcess gateway, String path) {
    return Path.of("/proc/" + gateway.pid() + "/root" + path);
  }

  /// Until nothing more goes on the disk.
  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 4096; i++) {
        out.write(new byte[1024]);
      }
      throw new AssertionError("that disk has no end");
    } catch (IOException full) {
      assertTrue(String.valueOf(full.getMessage()).contains("No space"), full::toString);
    }
  }

  private static void refuse(RawClient client) {
    try {
      assertEquals(404, client.post("/nowhere", READ).reply().status());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Regular files on the small disk that the process has open.
  private static Set<String> written(GatewayProcess gateway) throws IOException {
    Set<String> files = new HashSet<>();
    for (Path link : links(gateway)) {
      String to = Files.readSymbolicLink(link).toString();
      if (to.startsWith(DISK)) {
        files.add(to);
      }
    }
    return files;
  }

  // ---- what the kernel says of it

  private static void serve(GatewayProcess gateway, RawClient client) throws IOException {
    assertEquals(200, client.post(gateway.path(), READ).reply().status());
  }

  private static List<Path> links(GatewayProcess gateway) throws IOException {
    List<Path> links = new ArrayList<>();
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc/" + gateway.pid() + "/fd"))) {
      open.forEach(links::add);
    }
    return links;
  }

  private static long openFiles(GatewayProcess gateway) {
    try {
      return links(gateway).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long ownFiles() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .mapToLong(line -> Long.parseLong(line.split(" +", -1)[3]))
        .findFirst()
        .orElseThrow();
  }

  private static String resident(GatewayProcess gateway) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .findFirst()
        .orElse("");
  }

  /// Hundredths of a second.
  private static long cpuTicks(GatewayProcess gateway) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + gateway.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
