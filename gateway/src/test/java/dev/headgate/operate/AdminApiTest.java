package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Order;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdminApiTest {
  private final World world = World.well();

  private AdminApi.Answered act(String act, String body) {
    return world.api.act(act, body, "alice (local)", true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "switchover|{}|400|`chain` is missing",
        "switchover|{\"chain\": \"ethereum\", \"too\": \"x\"}|400|unknown key `too`; switchover takes",
        "switchover|{\"chain\": 1}|400|`chain` is no name; write a string",
        "switchover|{\"chain\": \"eth\"}|404|no chain eth; there are ethereum, arbitrum",
        "switchover|{\"chain\": \"<b>\"}|404|no chain ?b?; there",
        "switchover|{\"chain\": \"ethereum\", \"to\": \"nitro-a\"}|404|ethereum has no node nitro-a",
        "switchover|{\"chain\": \"ethereum\", \"whenCaughtUp\": 1}|400|neither true nor false",
        "switchover|{\"chain\": \"ethereum\", \"within\": \"2h\"}|400|write 1s to 10m",
        "switchover|{\"chain\": \"ethereum\", \"within\": \"0s\"}|400|write 1s to 10m",
        "switchover|{\"chain\": \"ethereum\", \"chain\": \"arbitrum\"}|400|names a key twice",
        "switchover|[]|400|the body is no object",
        "switchover|{|400|the body is not JSON",
        "switchover|{} x|400|the body is not JSON",
        "cordon|{}|400|`node` is missing",
        "cordon|{\"node\": \"x\"}|404|no node x; there are geth-a, geth-b, nitro-a, nitro-b",
        "pause|{\"chain\": \"x\"}|404|no chain x",
        "ack|{}|400|`chain` is missing",
        "reload||409|the file is refused",
        "drain|{\"now\": true}|400|unknown key `now`",
      })
  void a_wrong_order_is_answered_with_what_to_write(
      String act, String body, int status, String said) {
    var page = act(act, body == null ? "" : body).page();

    assertEquals(status, page.status(), page.body());
    assertTrue(page.body().contains(said), page.body());
    assertEquals(List.of(), world.orders);
  }

  @Test
  void an_order_goes_to_the_judge_of_its_chain_with_who_and_why() {
    act("cordon", "{\"node\": \"nitro-b\", \"why\": \"  new\\u0000\\n disk  \"}");

    Order.Cordon order = (Order.Cordon) world.orders.getFirst();
    assertEquals("nitro-b", order.node());
    assertEquals("alice (local)", order.deed().who());
    assertEquals("new disk", order.deed().why());
  }

  @Test
  void a_reason_that_is_too_long_is_refused() {
    assertEquals(400, act("pause", "{\"why\": \"" + "x".repeat(201) + "\"}").page().status());
  }

  @Test
  void a_switchover_waits_as_long_as_asked() {
    act(
        "switchover",
        "{\"chain\":\"ethereum\",\"to\":\"geth-b\",\"whenCaughtUp\":true,\"within\":\"2m\"}");

    Order.Switchover order = (Order.Switchover) world.orders.getFirst();
    assertEquals(Optional.of("geth-b"), order.to());
    assertTrue(order.whenCaughtUp());
    assertEquals(world.clock.instant().plus(Duration.ofMinutes(2)), order.until());
  }

  @Test
  void a_pause_without_a_chain_is_of_all() {
    assertEquals(
        "done; done\nwarning: careful\nwarning: careful\n", act("pause", "").page().body());
    assertEquals(2, world.orders.size());
  }

  @Test
  void a_refusal_of_the_judge_is_a_conflict_with_its_words() {
    world.ordered =
        order -> new Decision(order, Decision.Kind.REFUSED, "geth-b is unfit", List.of());

    var page = world.api.act("switchover", "{\"chain\":\"ethereum\"}", "alice", false).page();

    assertEquals(409, page.status());
    JsonNode said = JsonMapper.shared().readTree(page.body());
    assertEquals("refused", said.get("result").asString());
    assertEquals("geth-b is unfit", said.get("sentence").asString());
  }

  @Test
  void a_drain_begins_when_its_answer_is_out() {
    AdminApi.Answered answered = act("drain", "");
    assertEquals(List.of(), world.asked);

    answered.then().run();

    assertEquals(List.of("drain"), world.asked);
  }

  @Test
  void every_act_is_in_the_history_with_who_why_and_what_came_of_it() {
    act("cordon", "{\"node\": \"geth-b\", \"why\": \"disk\"}");
    act("pause", "");
    act("ack", "{\"chain\": \"nope\"}");

    String text = world.reasons.history("/history", "").body();
    assertTrue(text.contains("  cordon geth-b by alice (local) (disk): done\n"), text);
    assertTrue(text.contains("  ack nope by alice (local): refused, no chain nope"), text);
    JsonNode acts =
        JsonMapper.shared()
            .readTree(world.reasons.history("/history?format=json", "").body())
            .get("acts");
    assertEquals(3, acts.size());
    assertEquals("refused", acts.at("/0/result").asString());
    assertEquals("careful", acts.at("/2/warnings/0").asString());
    String arbitrum = world.reasons.history("/history?chain=arbitrum", "").body();
    assertTrue(arbitrum.contains("pause by alice"), "of all chains: " + arbitrum);
    assertTrue(!arbitrum.contains("cordon geth-b"), "of another chain: " + arbitrum);
    assertEquals(
        List.of("headgate_admin_acts_total{act=\"cordon\",result=\"done\"} 1.0"),
        world.samples("headgate_admin_acts_total{act=\"cordon\""));
  }
}
