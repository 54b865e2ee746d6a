package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.health.judge.Deed;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.Order;
import dev.headgate.health.judge.Orders;
import dev.headgate.request.accept.Pages.Page;
import dev.headgate.request.send.AttemptRecorder.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatusPageTest {

  @Test
  void the_json_has_every_key_of_the_contract() {
    World world = failedOver();

    JsonNode status = json(world);

    assertEquals("1.2.3", status.at("/version").stringValue());
    assertEquals("off", status.at("/host/mode").stringValue());
    assertEquals(
        List.of("ethereum", "arbitrum"), List.copyOf(status.get("chains").propertyNames()));
    JsonNode ethereum = status.at("/chains/ethereum");
    assertEquals("geth-b", ethereum.get("active").stringValue());
    assertEquals(World.HEAD, ethereum.get("head").longValue());
    assertEquals(World.HEAD - 1, ethereum.get("floor").longValue());
    assertFalse(ethereum.get("degraded").booleanValue());
    assertFalse(ethereum.get("standbyReady").booleanValue());
    assertEquals(
        JsonMapper.shared()
            .readTree(
                """
                {"name": "geth-a", "role": "primary", "fit": false, "reason": "lags <4> blocks",
                 "head": 21000000, "lagBlocks": 4, "lagMs": 48000, "score": 0.1,
                 "latencyMs": {"p50": 5.0, "p99": 9.9}, "webSocket": "none",
                 "breaker": "half_open",
                 "scoreParts": {"latency": 0.1, "freshness": 1.0, "success": 1.0}, "weight": 0, "lacks": [], "cordoned": null}
                """),
        ethereum.at("/nodes/1"));
    assertTrue(ethereum.at("/nodes/0/latencyMs/p50").isNull(), "too few calls to tell");
    assertEquals(
        JsonMapper.shared()
            .readTree(
                """
                {"at": "2026-11-01T00:00:00Z", "from": "geth-a", "to": "geth-b", "reason": "lag",
                 "sentence": "geth-b takes over from geth-a", "detectMs": 1800, "switchMs": 42.5,
                 "evidence": [
                   {"node": "geth-a", "fit": false, "reason": "lags <4> blocks", "head": 21000000,
                    "lagBlocks": 4, "lagMs": 48000, "score": 0.1, "breaker": "half_open"}]}
                """),
        ethereum.at("/failovers/0"));
  }

  @Test
  void a_failover_has_no_switch_time_until_the_new_node_has_answered() {
    World world = World.well();
    Failover failover = world.failover(world.gethA, world.gethB, "lag");
    world.publish(world.ethereum, world.gethB, List.of(world.fit(world.gethB)), failover);

    JsonNode told = json(world).at("/chains/ethereum/failovers/0");

    assertTrue(told.get("switchMs").isNull(), told.toString());
  }

  @Test
  void before_the_first_verdict_each_node_is_named_and_nothing_is_claimed() {
    JsonNode ethereum = json(new World()).at("/chains/ethereum");

    assertTrue(ethereum.get("active").isNull());
    assertTrue(ethereum.get("head").isNull());
    assertEquals("geth-a", ethereum.at("/nodes/0/name").stringValue());
    assertEquals("not judged yet", ethereum.at("/nodes/0/reason").stringValue());
    assertFalse(ethereum.at("/nodes/0/fit").booleanValue());
    assertTrue(ethereum.at("/nodes/0/head").isNull());
    assertEquals(2, ethereum.get("nodes").size());
  }

  @Test
  void the_text_is_an_aligned_table_per_chain() {
    World world = failedOver();
    world.clock.advance(Duration.ofHours(3));

    assertEquals(
        """
        headgate 1.2.3, up 3 h 0 min

        ethereum: geth-b active, STANDBY NOT READY, head 21000004, floor 21000003
            node    role     verdict  head      lag         score  p50 ms  p99 ms  ws    breaker    reason
        *   geth-b  standby  fit      21000004  0 / 0.0 s   0.98   -       -       none  closed
            geth-a  primary  UNFIT    21000000  4 / 48.0 s  0.10   5.0     9.9     none  half_open  lags <4> blocks
          2026-11-01T00:00:00Z  geth-a -> geth-b (lag), detected in 1800 ms, first answer after 42.5 ms

        arbitrum: nitro-a active, standby ready, head 21000004, floor -
            node     role     verdict  head      lag        score  p50 ms  p99 ms  ws    breaker  reason
        *   nitro-a  primary  fit      21000004  0 / 0.0 s  0.98   -       -       none  closed
            nitro-b  standby  fit      21000004  0 / 0.0 s  0.98   -       -       none  closed
        """,
        world.status.page("/status?format=text", "").body());
  }

  @Test
  void alarms_of_the_whole_chain_are_told_in_every_form() {
    World world = World.well();
    world.alarm(world.ethereum);

    JsonNode ethereum = json(world).at("/chains/ethereum");
    assertTrue(ethereum.get("stalled").booleanValue());
    assertTrue(ethereum.get("forked").booleanValue());
    assertFalse(json(world).at("/chains/arbitrum/stalled").booleanValue());
    String text = world.status.page("/status?format=text", "").body();
    assertTrue(text.contains("ethereum: geth-a active, STALLED, FORKED, standby ready"), text);
    assertTrue(
        world
            .samples("headgate_chain_")
            .contains("headgate_chain_stalled{chain=\"ethereum\"} 1.0"));
    assertTrue(
        world.samples("headgate_chain_").contains("headgate_chain_forked{chain=\"arbitrum\"} 0.0"));
  }

  @Test
  void the_html_escapes_runs_no_script_and_loads_nothing() {
    String html = failedOver().status.page("/status", "text/html").body();

    assertTrue(html.contains("<td>lags &lt;4&gt; blocks</td>"), html);
    assertTrue(html.contains("<tr class=\"active fit\"><td>geth-b (active)</td>"), html);
    assertFalse(html.contains("<script"));
    assertFalse(html.contains("http://"));
    assertTrue(html.strip().endsWith("</html>"));
  }

  @ParameterizedTest
  @CsvSource({
    "/status, '', text/html; charset=utf-8",
    "/status, */*, text/html; charset=utf-8",
    "/status, 'text/html,application/xhtml+xml,*/*;q=0.8', text/html; charset=utf-8",
    "/status, application/json, application/json",
    "/status, 'APPLICATION/JSON;q=1, */*', application/json",
    "/status, text/plain, text/plain; charset=utf-8",
    "/status?format=json, text/html, application/json",
    "/status?format=text, '', text/plain; charset=utf-8",
    "/status?format=html, application/json, text/html; charset=utf-8",
  })
  void the_format_is_what_was_asked_for(String uri, String accept, String contentType) {
    Page page = World.well().status.page(uri, accept);

    assertEquals(contentType, page.contentType());
    assertEquals(200, page.status());
  }

  @Test
  void an_unknown_format_is_refused_with_what_to_write() {
    Page page = World.well().status.page("/status?format=xml", "");

    assertEquals(400, page.status());
    assertTrue(page.body().contains("format=json"));
  }

  @Test
  void what_operators_ordered_is_told_in_every_form_and_escaped() {
    World world = World.well();
    Deed alice = new Deed(world.clock.instant(), "alice (local)", "<b>kernel</b> & 'disk'");
    world.under(
        world.ethereum,
        new Orders(
            Optional.of(alice),
            Map.of("geth-b", alice),
            Optional.of(new Orders.Hold("geth-a", alice)),
            Optional.of(
                new Order.Switchover(
                    alice, Optional.of("geth-b"), true, world.clock.instant().plusSeconds(60))),
            Map.of("stalled", alice)),
        "stalled",
        "forked");

    JsonNode ethereum = json(world).at("/chains/ethereum");
    assertEquals("alice (local)", ethereum.at("/paused/by").asString());
    assertEquals("geth-a", ethereum.at("/held/node").asString());
    assertEquals("geth-b", ethereum.at("/waiting/to").asString());
    assertEquals("2026-11-01T00:01:00Z", ethereum.at("/waiting/until").asString());
    assertEquals("stalled", ethereum.at("/alarms/0/what").asString());
    assertEquals("alice (local)", ethereum.at("/alarms/0/acknowledged/by").asString());
    assertTrue(ethereum.at("/alarms/1/acknowledged").isNull());
    assertEquals("<b>kernel</b> & 'disk'", ethereum.at("/nodes/1/cordoned/why").asString());
    String text = world.status.page("/status?format=text", "").body();
    assertTrue(text.contains("geth-a active, PAUSED,"), text);
    assertTrue(text.contains("  alarm: forked\n"), text);
    assertTrue(text.contains("CORDONED"), text);
    String html = world.status.page("/status", "").body();
    assertTrue(html.contains("<title>(1) Headgate: ethereum</title>"), html);
    assertTrue(html.contains("&lt;b&gt;kernel&lt;/b&gt; &amp; &#39;disk&#39;"), html);
    assertFalse(html.contains("<b>"), html);
    assertTrue(html.contains("switchover waits"), html);
  }

  @Test
  void a_page_whose_alarms_were_all_seen_is_not_red() {
    World world = World.well();
    Deed alice = new Deed(world.clock.instant(), "alice", "");
    world.under(
        world.ethereum,
        new Orders(
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of("stalled", alice)),
        "stalled");

    String html = world.status.page("/status", "").body();

    assertTrue(html.contains("all 2 chains are well"), html);
    assertTrue(html.contains("<section class=\"note\">"), html);
    assertTrue(html.contains("alarm: stalled, acknowledged by alice"), html);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "text", "html"})
  void no_secret_of_a_node_is_told(String format) {
    String body = failedOver().status.page("/status?format=" + format, "").body();

    assertTrue(body.contains("geth-a"));
    assertFalse(body.contains(World.SECRET));
    assertFalse(body.contains("127.0.0.1"));
  }

  private static World failedOver() {
    World world = World.well();
    Failover failover = world.failover(world.gethA, world.gethB, "lag");
    world.publish(
        world.ethereum,
        world.gethB,
        List.of(world.fit(world.gethB), world.unfit(world.gethA, "lags <4> blocks")),
        failover);
    world.clock.advance(Duration.ofNanos(42_500_000));
    world.metrics.attempt(world.ethereum, world.gethB, End.ANSWERED, 1_000_000);
    return world;
  }

  private static JsonNode json(World world) {
    return JsonMapper.shared().readTree(world.status.page("/status?format=json", "").body());
  }
}
