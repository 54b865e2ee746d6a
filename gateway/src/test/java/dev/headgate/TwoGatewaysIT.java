package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Fault;
import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.haproxy.Front;
import dev.headgate.testing.haproxy.Front.Spec;
import dev.headgate.testing.haproxy.FrontedGateway;
import dev.headgate.testing.haproxy.SteadyLoad;
import dev.headgate.testing.haproxy.SteadyLoad.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two gateways behind the real HAProxy, 500 calls a second: rows 54, 55, 57 and 58 of the faults
/// to be survived. A fifth of the calls are batches and a fifth may be sent by nobody twice. Bounds
/// are on counts and on order; the times are printed.
@Tag("full")
class TwoGatewaysIT {
  private static final int RATE = 500;
  private static final int CLIENTS = 8;
  private static final String PART = "chain-" + Front.ONE;
  private static final List<String> TABLE = new ArrayList<>();

  private static SteadyLoad load(Front front, String chain) {
    return SteadyLoad.start(front.rpc(chain), RATE, CLIENTS, Front.MIXED);
  }

  private static boolean by(Call call, String gateway) {
    return call.node().endsWith("-by-" + gateway);
  }

  private static Predicate<Call> since(long nanos) {
    return call -> call.start() - nanos > 0;
  }

  private static long count(List<Call> calls, Predicate<Call> which) {
    return calls.stream().filter(which).count();
  }

  private static void assertNoneFailed(SteadyLoad load) {
    assertEquals(List.of(), load.failed().stream().limit(3).toList());
  }

  private static long longest(List<Call> calls) {
    return calls.stream().mapToLong(Call::millis).max().orElse(0);
  }

  private static void told(String name, SteadyLoad load, String more) {
    TABLE.add(
        "%-40s calls %5d, failed %4d, longest %4d ms%s"
            .formatted(
                name, load.calls().size(), load.failed().size(), longest(load.calls()), more));
  }

  /// Row 54, and the rolling upgrade by hand.
  @ParameterizedTest
  @ValueSource(strings = {"mode: backup", "mode: active"})
  void gateways_that_are_drained_and_restarted_one_after_the_other_fail_no_call(String mode) {
    try (Front front = Spec.usual().front(mode).start();
        SteadyLoad load = load(front, Front.ONE)) {
      load.awaitCalls(RATE);
      for (String name : Front.GATEWAYS) {
        FrontedGateway gateway = front.gateway(name);
        gateway.signal("TERM");
        assertEquals(0, gateway.awaitExit(), "exit of gateway " + name);
        gateway.startAgain();
        gateway.awaitReady();
        front.awaitUp(name);
        load.awaitCalls(RATE);
      }
      load.stop();
      told("drained and restarted, " + mode, load, "");
      assertNoneFailed(load);
      for (String name : Front.GATEWAYS) {
        assertTrue(count(load.calls(), call -> by(call, name)) > 0, name + " served too");
      }
    }
  }

  /// Row 55.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_killed_gateway_costs_only_calls_that_were_under_way(boolean agentCheck) {
    leavesADeadGateway("KILL", agentCheck);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_hung_gateway_costs_only_calls_sent_before_the_checks_left_it(boolean agentCheck) {
    leavesADeadGateway("STOP", agentCheck);
  }

  private static void leavesADeadGateway(String signal, boolean agentCheck) {
    Spec spec = agentCheck ? Spec.usual() : Spec.usual().withoutAgentCheck();
    try (Front front = spec.start();
        SteadyLoad load = load(front, Front.ONE)) {
      load.awaitCalls(RATE);
      long hit = System.nanoTime();
      front.gateway("a").signal(signal);
      front.awaitLeft("a");
      long left = System.nanoTime();
      load.awaitCalls(2 * RATE);
      load.stop();
      List<Call> failed = load.failed();
      told(
          signal + (agentCheck ? ", with agent-check" : ", /readyz alone"),
          load,
          "; seen as left after %d ms; of the failed %d reads, %d batches, %d others; told %s"
              .formatted(
                  (left - hit) / 1_000_000,
                  count(failed, call -> call.question().contains("\"eth_") && !isBatch(call)),
                  count(failed, TwoGatewaysIT::isBatch),
                  count(failed, call -> call.question().contains("sim_sleep")),
                  kinds(failed)));
      assertEquals(0, count(failed, since(left)), "failed though sent after HAProxy had left it");
      assertTrue(count(load.calls(), since(left)) > RATE, "and there were such calls");
      assertEquals(0, count(load.calls(), since(left).and(call -> by(call, "a"))));
      for (Call call : failed) {
        assertFalse(
            mayNotBeRepeated(call) && call.got().contains("\"retryable\":true") && wasSent(call),
            () -> "told to send again what may have been carried out: " + call);
      }
    }
  }

  private static boolean isBatch(Call call) {
    return call.question().startsWith("[");
  }

  private static boolean mayNotBeRepeated(Call call) {
    return isBatch(call) || call.question().contains("sim_sleep");
  }

  /// A 503 is said only of calls that no gateway was sent.
  private static boolean wasSent(Call call) {
    return !call.got().startsWith("503 ");
  }

  private static Map<String, Integer> kinds(List<Call> failed) {
    Map<String, Integer> kinds = new HashMap<>();
    for (Call call : failed) {
      String got = call.got().replaceAll("(?s)^(\\d+) .*\"code\":(-\\d+).*", "$1 $2");
      kinds.merge(got.replaceAll("(?s)[:{].*", ""), 1, Integer::sum);
    }
    return kinds;
  }

  /// Row 57.
  @Test
  void fourteen_reloads_of_haproxy_fail_no_call() {
    try (Front front = Spec.usual().start();
        SteadyLoad load = load(front, Front.ONE)) {
      for (int i = 0; i < 14; i++) {
        load.awaitCalls(RATE / 2);
        front.haProxy().reload();
      }
      load.awaitCalls(RATE);
      load.stop();
      told("HAProxy reloaded 14 times", load, "");
      assertNoneFailed(load);
    }
  }

  /// Row 58: a reload forgets what the agent said, and /readyz says it again. Without the agent, to
  /// see that /readyz alone does.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_draining_gateway_stays_out_over_a_reload_of_haproxy(boolean agentCheck) {
    Spec usual = Spec.usual().drainDelay(Duration.ofSeconds(12));
    try (Front front = (agentCheck ? usual : usual.withoutAgentCheck()).start();
        SteadyLoad load = load(front, Front.ONE)) {
      load.awaitCalls(RATE);
      FrontedGateway a = front.gateway("a");
      a.signal("TERM");
      Await.until("/readyz says so", () -> a.readiness() == 503);
      front.awaitLeft("a");
      front.haProxy().reload();
      long reloaded = System.nanoTime();
      front.awaitLeft("a");
      long left = System.nanoTime();
      Set<String> anew = gatewaysOfNewConnections(front);
      int stillDraining = a.readiness();
      load.stop();
      told(
          "drain, then reload" + (agentCheck ? "" : ", /readyz alone"),
          load,
          "; the draining gateway served %d calls after the reload, left again after %d ms"
              .formatted(
                  count(load.calls(), since(reloaded).and(call -> by(call, "a"))),
                  (left - reloaded) / 1_000_000));
      assertNoneFailed(load);
      assertEquals(503, stillDraining, "it was draining all the while");
      assertEquals(Set.of("b"), anew);
      assertEquals(0, a.awaitExit());
    }
  }

  /// By which gateways calls are answered that come to HAProxy's new worker: the old one still
  /// answers a last call on each connection that it had.
  private static Set<String> gatewaysOfNewConnections(Front front) {
    Set<String> gateways = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      try (SteadyLoad anew = SteadyLoad.start(front.rpc(Front.ONE), 100, 1, Front.MIXED)) {
        anew.awaitCalls(5);
        anew.stop();
        assertNoneFailed(anew);
        anew.calls().forEach(call -> gateways.add(call.node().replaceAll(".*-by-", "")));
      }
    }
    return gateways;
  }

  @Test
  void a_chain_whose_nodes_are_gone_takes_no_other_with_it() throws Exception {
    try (Front front = Spec.usual().start();
        SteadyLoad load = load(front, Front.ONE)) {
      load.awaitCalls(RATE);
      for (String node : List.of("two-a", "two-b")) {
        front.node(node).fault(new Fault.WrongChain(7));
      }
      Await.until(
          "HAProxy leaves the chain",
          () ->
              Front.GATEWAYS.stream()
                  .noneMatch(name -> front.haProxy().isUp("chain-" + Front.TWO, name)));
      load.awaitCalls(RATE);
      String refused = Callers.ask(front.rpc(Front.TWO), Callers.call("eth_blockNumber", "[]"));
      load.stop();
      told("another chain has no node", load, "");
      assertNoneFailed(load);
      assertTrue(refused.contains("\"code\":-32005,"), refused);
      assertTrue(
          refused.contains("two is unavailable: "), "the gateway itself says why: " + refused);
      assertTrue(front.haProxy().isUp(PART, "a"));
    }
  }

  @Test
  void the_agent_moves_calls_at_a_drain_and_none_fails() {
    try (Front front = Spec.usual().start();
        SteadyLoad load = load(front, Front.ONE)) {
      load.awaitCalls(RATE);
      long before = count(load.calls(), call -> by(call, "b"));
      long told = System.nanoTime();
      front.gateway("a").signal("TERM");
      Await.until("drained", () -> front.haProxy().status(PART, "a").startsWith("DRAIN"));
      long left = System.nanoTime();
      load.awaitCalls(RATE / 2);
      assertEquals(0, front.gateway("a").awaitExit());
      load.awaitCalls(RATE / 2);
      load.stop();
      long last =
          load.calls().stream()
              .filter(call -> by(call, "a"))
              .mapToLong(call -> call.start() - told)
              .max()
              .orElse(0);
      told(
          "agent says drain",
          load,
          "; the last call went to it %d ms after SIGTERM".formatted(last / 1_000_000));
      assertEquals(0, before, "the spare waits");
      assertNoneFailed(load);
      assertEquals(0, count(load.calls(), since(left).and(call -> by(call, "a"))));
      assertTrue(count(load.calls(), since(left).and(call -> by(call, "b"))) > RATE / 2);
    }
  }

  @Test
  void all_nodes_unfit_are_served_and_weigh_a_tenth() {
    try (Front front = Spec.usual().start();
        SteadyLoad load = SteadyLoad.start(front.rpc(Front.ONE), RATE, CLIENTS, Front.READS)) {
      load.awaitCalls(RATE);
      front.node("one-b").fault(new Fault.Forked());
      Await.until(
          "the standby is seen on a fork",
          () ->
              Front.GATEWAYS.stream()
                  .allMatch(
                      name -> front.gateway(name).readinessInFull().contains("different forks")));
      front.node("one-a").fault(new Fault.Kill());
      Await.until(
          "both gateways weigh a tenth",
          () -> Front.GATEWAYS.stream().allMatch(name -> front.haProxy().weight(PART, name) == 10));
      load.awaitCalls(RATE);
      load.stop();
      told("all nodes unfit", load, "");
      assertNoneFailed(load);
      assertEquals(100, front.haProxy().weight("chain-" + Front.TWO, "a"), "of the other chain");
      assertEquals(200, front.gateway("a").readiness());
    }
  }

  @Test
  void with_both_active_a_client_sticks_to_one_gateway_and_both_serve() {
    try (Front front = Spec.usual().front("mode: active").start();
        SteadyLoad load = load(front, Front.ONE)) {
      load.awaitCalls(3 * RATE);
      load.stop();
      Map<Integer, Set<String>> gateways = new HashMap<>();
      Set<String> all = new HashSet<>();
      for (Call call : load.calls()) {
        String gateway = call.node().replaceAll(".*-by-", "");
        if (!gateway.isEmpty()) {
          gateways.computeIfAbsent(call.client(), _ -> new HashSet<>()).add(gateway);
          all.add(gateway);
        }
      }
      told("both active", load, "; gateways by client " + gateways);
      assertNoneFailed(load);
      assertEquals(Set.copyOf(Front.GATEWAYS), all);
      gateways.forEach((client, its) -> assertEquals(1, its.size(), "client " + client));
    }
  }

  @AfterAll
  static void print() {
    TABLE.forEach(System.out::println);
  }
}
