package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.config.HealthSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.Observation;
import dev.headgate.health.publish.Journal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReasonsPageTest {
  private static final JsonMapper JSON = new JsonMapper();
  private final World world = World.well();

  private JsonNode explain(String query) {
    return JSON.readTree(world.reasons.explain("/explain?format=json&" + query, "").body());
  }

  private String text(String query) {
    return world.reasons.explain("/explain?" + query, "").body();
  }

  @Test
  void a_read_goes_to_the_active_node_and_then_to_the_standby() {
    JsonNode told = explain("chain=ethereum&method=eth_getBalance");

    assertEquals("geth-a", told.get("serves").asString());
    assertEquals("read", told.get("repeat").asString());
    assertTrue(told.get("hedged").asBoolean());
    assertEquals("free", told.get("rule").asString());
    assertEquals(World.HEAD, told.get("floor").asLong());
    assertEquals("the active node, fit", told.get("order").get(0).get("why").asString());
    assertEquals(2, told.get("order").get(1).get("place").asInt());
    assertEquals(1.5, told.get("order").get(1).get("probeMs").asDouble());
  }

  @Test
  void an_unfit_node_says_why_and_that_it_is_below_the_floor() {
    world.publish(
        world.ethereum,
        world.gethB,
        List.of(world.fit(world.gethB), world.unfit(world.gethA, "lags 4 blocks, 48 s")));

    String told = text("chain=ethereum&method=eth_call");

    assertTrue(told.startsWith("ethereum eth_call: goes to geth-b, the active node, fit\n"), told);
    assertTrue(
        told.contains(
            "2. geth-a (primary): unfit, lags 4 blocks, 48 s, below the floor: calls about the"
                + " head pass it over"),
        told);
  }

  @Test
  void a_node_of_another_chain_has_no_place() {
    world.publish(world.ethereum, world.gethB, List.of(world.fit(world.gethB)));
    assertTrue(text("chain=ethereum").contains("- geth-a (primary): not judged yet"));
  }

  @Test
  void a_denied_method_goes_nowhere() {
    JsonNode told = explain("chain=ethereum&method=admin_peers");

    assertTrue(told.get("serves").isNull());
    assertEquals("denied", told.get("rule").asString());
    assertEquals("is denied by `methods`, no node is asked", told.get("why").asString());
  }

  @Test
  void a_node_that_lacks_the_method_is_passed_over() {
    world.lacks.add(world.gethA, "eth_feeHistory");

    JsonNode told = explain("chain=ethereum&method=eth_feeHistory");

    assertEquals("geth-b", told.get("serves").asString());
    assertTrue(told.get("order").get(0).get("lacksMethod").asBoolean());
  }

  @Test
  void before_the_first_verdicts_it_says_so() {
    world.board.publish(ChainHealth.unknown(world.ethereum, world.clock.instant()));

    assertTrue(text("chain=ethereum").contains("the nodes have not been seen yet"));
  }

  @Test
  void wrong_questions_are_told_what_to_ask() {
    assertEquals("write chain=ethereum, arbitrum\n", text("method=eth_call"));
    assertEquals("no chain eth; there are ethereum, arbitrum\n", text("chain=eth"));
    assertEquals(
        400,
        world.reasons.explain("/explain?chain=ethereum&method=" + "x".repeat(300), "").status());
  }

  @Test
  void history_tells_each_change_and_what_was_seen() {
    Judge judge = new Judge(world.ethereum, HealthSettings.DEFAULTS);
    ChainState state = judge.first(world.clock.instant());
    state = turn(judge, state, List.of(identity(world.gethA), identity(world.gethB)));
    state = turn(judge, state, List.of(head(world.gethA), head(world.gethB)));
    Observation.Breaker opened =
        new Observation.Breaker(
            world.gethA, world.clock.instant(), BreakerState.OPEN, "connection refused");
    turn(judge, state, List.of(opened));

    String json = world.reasons.history("/history?format=json", "").body();
    JsonNode change = JSON.readTree(json).get("chains").get("ethereum").get(0);

    assertEquals("geth-b", change.get("failover").get("to").asString());
    assertEquals("geth-a", change.get("nodes").get(1).get("name").asString());
    JsonNode seen = change.get("observations");
    assertEquals("identity", seen.get(0).get("kind").asString());
    assertEquals("0xaa", seen.get(0).get("genesisHash").asString());
    assertEquals(World.HEAD, seen.get(2).get("number").asLong());
    assertEquals("open", seen.get(4).get("state").asString());
    assertEquals("connection refused", seen.get(4).get("why").asString());
    assertFalse(json.contains(World.SECRET), "no address, no header");
    String text = world.reasons.history("/history", "").body();
    assertTrue(text.contains("geth-b takes over"), text);
    assertTrue(text.contains("geth-a UNFIT (breaker open: connection refused)"), text);
    assertTrue(text.contains("arbitrum: no change so far"), text);
  }

  private ChainState turn(Judge judge, ChainState before, List<Observation> seen) {
    ChainState after = judge.next(before, seen, world.clock.instant());
    world.journal.turn(before, new Journal.Turn(world.clock.instant(), seen), after);
    return after;
  }

  private Observation identity(Node node) {
    return new Observation.Identity(node, world.clock.instant(), 1, Optional.of("0xaa"));
  }

  private Observation head(Node node) {
    long seconds = world.clock.instant().getEpochSecond();
    return new Observation.Head(
        node, world.clock.instant(), World.HEAD, "0xbb", "0xcc", seconds, 1_000_000);
  }
}
