package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.anvil.Await;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A gateway process that runs out of file descriptors, disk, readers of its log, or memory: rows
/// 50 to 53 of the faults to be survived.
@Tag("full")
class ScarceIT {
  private static final String READ = Callers.call("eth_chainId", "[]");
  private static final String DROPPED = "headgate_log_events_dropped_total";
  private static final Pattern SECOND = Pattern.compile("^\\{\"timestamp\":\"([^.\"]+)");
  private static final Pattern LEFT_OUT = Pattern.compile("\"leftOut\":\"?(\\d+)");

  @Test
  void more_clients_than_files_wait_outside_and_those_inside_are_served() throws Exception {
    int more = 30;
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes).before("prlimit", "--nofile=256").ready()) {
      assertTrue(gateway.logged().contains("may have 256 files open"), gateway::logged);
      List<RawClient> inside = fill(gateway);
      assertTrue(gateway.readiness().startsWith("503 full: "), gateway::readiness);
      assertEquals(1, gateway.metric("headgate_accept_paused"));
      Reply asked =
          inside.getFirst().send(RawClient.head("GET /readyz HTTP/1.1", "Host: h")).reply();
      assertEquals(503, asked.status());

      AtomicInteger answered = new AtomicInteger();
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      List<Thread> outside = new ArrayList<>();
      for (int i = 0; i < more; i++) {
        outside.add(Thread.ofVirtual().start(() -> once(gateway, answered, wrong)));
      }
      long spent = cpuTicks(gateway);
      for (int round = 0; round < 20; round++) {
        serve(gateway, inside);
      }
      assertEquals(0, answered.get(), "who is outside waits");
      System.out.printf(
          "256 files: %d clients inside, %d outside, CPU ticks for %d calls: %d%n",
          inside.size(), more, 20 * inside.size(), cpuTicks(gateway) - spent);

      for (RawClient each : inside) {
        each.close();
      }
      for (Thread each : outside) {
        each.join();
      }
      assertEquals(List.of(), List.copyOf(wrong));
      assertEquals(more, answered.get(), "and is served when others have left");
      Await.until("ready again", () -> gateway.readiness().startsWith("200 "));
      assertEquals(0, gateway.metric("headgate_accept_paused"));
      assertEquals(2, gateway.metric("headgate_node_fit"), "no node was blamed");
    }
  }

  /// Connects, and calls, until nobody more is let in.
  private static List<RawClient> fill(GatewayProcess gateway) throws IOException {
    List<RawClient> inside = new ArrayList<>();
    while (gateway.readiness().startsWith("200 ")) {
      assertTrue(inside.size() < 256, "never full");
      RawClient client = new RawClient(gateway.address());
      inside.add(client);
      serve(gateway, List.of(client));
    }
    return inside;
  }

  private static void serve(GatewayProcess gateway, List<RawClient> clients) throws IOException {
    for (RawClient each : clients) {
      assertEquals(200, each.post(gateway.path(), READ).reply().status());
    }
  }

  private static void once(GatewayProcess gateway, AtomicInteger answered, Queue<String> wrong) {
    try (RawClient client = new RawClient(gateway.address())) {
      Reply reply = client.post(gateway.path(), READ).reply();
      if (reply.status() == 200) {
        answered.incrementAndGet();
      } else {
        wrong.add(reply.toString());
      }
    } catch (IOException e) {
      wrong.add(e.toString());
    }
  }

  /// Hundredths of a second.
  private static long cpuTicks(GatewayProcess gateway) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + gateway.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  @Test
  void a_full_disk_under_its_log_costs_lines_and_nothing_else() throws Exception {
    servesWithoutLog(Redirect.to(new File("/dev/full")), "write");
  }

  @Test
  void a_closed_pipe_under_its_log_costs_lines_and_nothing_else() throws Exception {
    servesWithoutLog(Redirect.PIPE, "write");
  }

  @Test
  void a_pipe_that_nobody_reads_costs_lines_and_nothing_else() throws Exception {
    servesWithoutLog(Redirect.PIPE, "queue");
  }

  /// Clients make it log until lines are lost for the expected reason; every call is answered.
  private static void servesWithoutLog(Redirect errors, String cause) throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway = GatewayProcess.Spec.of(nodes).errors(errors).ready()) {
      if (cause.equals("write")) {
        gateway.errors().close();
      }
      String lost = DROPPED + "{cause=\"" + cause + "\"}";
      RawClient client = new RawClient(gateway.address());
      Await.until(
          cause + " losses",
          () -> {
            refusals(client, 50);
            return gateway.metric(lost) > 0;
          });
      serve(gateway, List.of(client));
      assertTrue(gateway.readiness().startsWith("200 "), gateway::readiness);
      gateway.signal("TERM");
      assertEquals(0, gateway.exit());
    }
  }

  /// So many requests to a chain that there is not, at once; each is refused, and logged.
  private static void refusals(RawClient client, int count) {
    try {
      client.send(RawClient.request("/nowhere", READ, "").repeat(count));
      for (int i = 0; i < count; i++) {
        assertEquals(404, client.reply().status());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_hundred_thousand_bad_requests_leave_a_hundred_lines_a_second() throws Exception {
    int all = 100_000;
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway = GatewayProcess.Spec.of(nodes).ready()) {
      RawClient client = new RawClient(gateway.address());
      for (int sent = 0; sent < all; sent += 500) {
        refusals(client, 500);
      }
      // Whatever is left out is told with the next line.
      Await.until(
          "the flood is over",
          () -> {
            refusals(client, 1);
            return LEFT_OUT.matcher(lastLine(gateway)).find();
          });
      List<String> lines =
          gateway.logged().lines().filter(line -> line.contains("\"refused\"")).toList();
      Map<String, Long> perSecond =
          lines.stream().collect(Collectors.groupingBy(ScarceIT::second, Collectors.counting()));
      System.out.printf("%d bad requests: lines per second %s%n", all, perSecond.values());
      assertTrue(perSecond.values().stream().allMatch(count -> count <= 100), perSecond::toString);
      double dropped = gateway.metric(DROPPED);
      assertTrue(lines.size() + dropped >= all, lines.size() + " and " + dropped);
      assertTrue(leftOut(lines) <= dropped && leftOut(lines) > 0, "told as left out");
      serve(gateway, List.of(client));
    }
  }

  private static String lastLine(GatewayProcess gateway) {
    return gateway.logged().lines().reduce("", (before, last) -> last);
  }

  private static String second(String line) {
    Matcher at = SECOND.matcher(line);
    assertTrue(at.find(), line);
    return at.group(1);
  }

  private static long leftOut(List<String> lines) {
    return lines.stream()
        .map(LEFT_OUT::matcher)
        .filter(Matcher::find)
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .sum();
  }

  @Test
  void answers_larger_than_its_memory_are_refused_and_it_lives_on() throws Exception {
    int clients = 24;
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .jvm("-Xmx64m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError")
                .ready()) {
      assertTrue(gateway.logged().contains("limits.held is 256 MiB"), gateway::logged);
      String batch = "[" + Callers.call("sim_blob", "[2000000]").concat(",").repeat(3) + READ + "]";
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      AtomicInteger whole = new AtomicInteger();
      AtomicInteger shed = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String call = i % 3 == 0 ? Callers.call("sim_blob", "[8000000]") : batch;
        threads.add(Thread.ofVirtual().start(() -> big(gateway, call, whole, shed, wrong)));
      }
      for (Thread each : threads) {
        each.join();
      }
      System.out.printf(
          "64 MB: whole %d, shed %d, otherwise %d%n", whole.get(), shed.get(), wrong.size());
      assertEquals(List.of(), wrong.stream().distinct().toList());
      assertTrue(whole.get() > 0 && shed.get() > 0, "some of each");
      serve(gateway, List.of(new RawClient(gateway.address())));
      assertEquals(2, gateway.metric("headgate_node_fit"), "no node was blamed");
    }
  }

  private static void big(
      GatewayProcess gateway,
      String call,
      AtomicInteger whole,
      AtomicInteger shed,
      Queue<String> wrong) {
    for (int i = 0; i < 5; i++) {
      try (RawClient client = new RawClient(gateway.address())) {
        Reply reply = client.post(gateway.path(), call).reply();
        if (reply.body().contains("-32005")) {
          shed.incrementAndGet();
        } else if (reply.status() == 200 && reply.body().length() > 1_000_000) {
          whole.incrementAndGet();
        } else {
          wrong.add(reply.status() + " " + brief(reply.body()));
        }
      } catch (IOException e) {
        wrong.add(e.toString());
      }
    }
  }

  private static String brief(String text) {
    return text.substring(0, Math.min(300, text.length()));
  }

  /// As the launcher starts it; systemd then starts another.
  @Test
  void a_true_end_of_memory_ends_the_process() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .jvm("-Xmx7m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
                .start()) {
      assertEquals(3, gateway.exit());
    }
  }
}
