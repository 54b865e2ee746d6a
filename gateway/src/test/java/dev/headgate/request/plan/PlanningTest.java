package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.MethodSettings;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.MethodRules.Rule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// [MethodRules] and [Planner].
class PlanningTest {
  private static final Node A = node("a", Role.PRIMARY, false);
  private static final Node B = node("b", Role.STANDBY, false);
  private static final Node HIDDEN = node("hidden", Role.STANDBY, true);
  private static final Node BUILDER = node("builder", Role.RELAY, true);
  private static final Chain CHAIN =
      new Chain(
          "ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, B, HIDDEN, BUILDER));

  private static Node node(String name, Role role, boolean hidden) {
    return new Node(
        name, role, URI.create("http://127.0.0.1:1"), null, Map.of(), hidden, 100, 256, List.of());
  }

  private static MethodRules rules(
      List<String> allow, List<String> deny, Map<String, List<String>> route) {
    return new MethodRules(CHAIN, new MethodSettings(allow, deny, route));
  }

  private static ChainHealth health(int fit, Node... order) {
    return new ChainHealth(
        CHAIN,
        1,
        Instant.EPOCH,
        true,
        OptionalLong.empty(),
        Optional.of(order[0]),
        false,
        true,
        List.of(),
        List.of(order),
        fit,
        List.of());
  }

  @Test
  void the_last_match_wins() {
    MethodRules rules = new MethodRules(CHAIN, MethodSettings.DEFAULTS);
    assertInstanceOf(Rule.Denied.class, rules.of("debug_setHead"));
    assertInstanceOf(Rule.Free.class, rules.of("debug_traceCall"));
    assertInstanceOf(Rule.Free.class, rules.of("eth_call"));
    assertInstanceOf(Rule.Denied.class, rules.of("eth_sign"));
    assertInstanceOf(Rule.Denied.class, rules.of("eth_signTransaction"));
    assertInstanceOf(Rule.Denied.class, rules.of("admin_peers"));
  }

  @Test
  void where_something_is_allowed_nothing_else_passes() {
    MethodRules rules = rules(List.of("eth_call", "net_*"), List.of(), Map.of());
    assertInstanceOf(Rule.Free.class, rules.of("eth_call"));
    assertInstanceOf(Rule.Free.class, rules.of("net_version"));
    assertInstanceOf(Rule.Denied.class, rules.of("eth_callMany"));
  }

  @Test
  void what_is_allowed_by_a_wildcard_may_be_denied_all_the_same() {
    MethodRules rules = rules(List.of("eth_*"), MethodSettings.DEFAULTS.deny(), Map.of());
    assertInstanceOf(Rule.Free.class, rules.of("eth_call"));
    assertInstanceOf(Rule.Denied.class, rules.of("eth_sign"));
    assertInstanceOf(Rule.Denied.class, rules.of("eth_signTransaction"));
    assertInstanceOf(Rule.Denied.class, rules.of("net_version"));
  }

  @Test
  void who_allows_a_method_by_its_very_name_means_it() {
    List<String> allow = List.of("eth_*", "eth_signTransaction", "debug_setHead");
    MethodRules rules = rules(allow, MethodSettings.DEFAULTS.deny(), Map.of());
    assertInstanceOf(Rule.Free.class, rules.of("eth_signTransaction"));
    assertInstanceOf(Rule.Free.class, rules.of("debug_setHead"));
    assertInstanceOf(Rule.Denied.class, rules.of("eth_sign"));
    assertInstanceOf(Rule.Denied.class, rules.of("debug_traceCall"));
  }

  @Test
  void who_denies_a_method_by_its_very_name_means_it_too() {
    MethodRules rules = rules(List.of("eth_call"), List.of("eth_call", "eth_*"), Map.of());
    assertInstanceOf(Rule.Denied.class, rules.of("eth_call"));
    MethodRules again = rules(List.of("eth_call"), List.of("eth_call", "!eth_*"), Map.of());
    assertInstanceOf(Rule.Free.class, again.of("eth_call"));
  }

  @Test
  void a_star_in_allow_switches_no_denial_off() {
    MethodRules rules = rules(List.of("*"), MethodSettings.DEFAULTS.deny(), Map.of());
    assertInstanceOf(Rule.Free.class, rules.of("debug_traceCall"));
    assertInstanceOf(Rule.Denied.class, rules.of("admin_peers"));
  }

  @Test
  void a_rule_is_found_once() {
    MethodRules rules = rules(List.of(), List.of(), Map.of("eth_send*", List.of("builder", "a")));
    assertEquals(new Rule.Routed(List.of(BUILDER, A)), rules.of("eth_sendBundle"));
    assertSame(rules.of("eth_sendBundle"), rules.of("eth_sendBundle"));
  }

  @Test
  void a_flood_of_invented_names_is_answered_and_not_remembered() {
    MethodRules rules = rules(List.of(), List.of("x*"), Map.of());
    for (int i = 0; i < 5_000; i++) {
      assertInstanceOf(Rule.Denied.class, rules.of("x" + i));
    }
    assertEquals(1_000, rules.remembered());
  }

  @Test
  void a_star_stands_for_any_run() {
    assertEquals(true, MethodRules.matches("*", ""));
    assertEquals(true, MethodRules.matches("eth_*Raw*", "eth_sendRawTransaction"));
    assertEquals(false, MethodRules.matches("eth_*Raw", "eth_sendRawTransaction"));
    assertEquals(false, MethodRules.matches("eth_call", "eth_callMany"));
  }

  @Test
  void the_picture_gives_the_order() {
    Plan plan = Planner.plan(new Rule.Free(), MethodClass.READ, health(1, B, A));
    assertEquals(new Plan(List.of(B, A), 1), plan);
  }

  @Test
  void a_routed_method_goes_nowhere_else_and_not_to_a_node_of_another_chain() {
    Rule rule = new Rule.Routed(List.of(BUILDER, A, B));
    Plan plan = Planner.plan(rule, MethodClass.UNREPEATABLE, health(1, B));
    assertEquals(List.of(BUILDER, B), plan.nodes());
  }

  @Test
  void a_transaction_stays_with_one_kind_of_mempool() {
    Plan open = Planner.plan(new Rule.Free(), MethodClass.RAW_TRANSACTION, health(3, A, HIDDEN, B));
    assertEquals(new Plan(List.of(A, B), 2), open);
    Plan hidden =
        Planner.plan(new Rule.Free(), MethodClass.RAW_TRANSACTION, health(3, HIDDEN, A, B));
    assertEquals(new Plan(List.of(HIDDEN), 1), hidden);
  }

  @Test
  void the_first_node_that_was_asked_decides_which() {
    Plan later =
        Planner.plan(new Rule.Free(), MethodClass.RAW_TRANSACTION, health(2, A, B), HIDDEN);
    assertEquals(List.of(), later.nodes());
  }

  /// A bundle, a user operation, or a method that nobody knows.
  @Test
  void an_order_stays_with_one_kind_of_mempool_too() {
    MethodClass order = MethodClass.UNREPEATABLE_TRANSACTION;
    Plan hidden = Planner.plan(new Rule.Free(), order, health(3, HIDDEN, A, B));
    assertEquals(new Plan(List.of(HIDDEN), 1), hidden);
    Plan later = Planner.plan(new Rule.Free(), order, health(2, A, B), HIDDEN);
    assertEquals(List.of(), later.nodes());
    Plan routed =
        Planner.plan(new Rule.Routed(List.of(BUILDER, A, HIDDEN)), order, health(3, A, HIDDEN));
    assertEquals(List.of(BUILDER, HIDDEN), routed.nodes());
  }

  @Test
  void what_carries_no_transaction_goes_wherever_it_is_served() {
    Plan plan = Planner.plan(new Rule.Free(), MethodClass.UNREPEATABLE, health(2, A, B), HIDDEN);
    assertEquals(List.of(A, B), plan.nodes());
    assertEquals(
        List.of(HIDDEN, A),
        Planner.plan(new Rule.Free(), MethodClass.UNREPEATABLE, health(2, HIDDEN, A)).nodes());
  }
}
