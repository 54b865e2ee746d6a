package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Heads that nodes push, beside those that are polled; and how their WebSockets do.
class PushedHeadsTest {
  private static final Node A = node("a", Role.PRIMARY).withWs(URI.create("ws://127.0.0.1:1"));
  private static final Node B = node("b", Role.STANDBY).withWs(URI.create("ws://127.0.0.1:2"));
  private static final Node PLAIN = node("b", Role.STANDBY);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long TIMESTAMP = 1_793_491_200;

  private final ManualClock clock = new ManualClock();
  private Judge judge = judge(B);
  private ChainState state = judge.first(clock.instant());

  private static Node node(String name, Role role) {
    return Node.of(name, role, URI.create("http://127.0.0.1:1/" + name));
  }

  private static Judge judge(Node standby) {
    Chain chain =
        new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, standby));
    return new Judge(chain, HealthSettings.DEFAULTS);
  }

  private void sees(Observation... seen) {
    state = judge.next(state, List.of(seen), clock.instant());
  }

  /// Answered now, asked 50 ms ago.
  private Observation polled(Node node, long number, String hash) {
    return new Observation.Head(
        node, clock.instant(), number, hash, "0x0", TIMESTAMP, POLL.toNanos());
  }

  private Observation pushed(Node node, long number, String hash) {
    return new Observation.Pushed(node, clock.instant(), number, hash, "0x0", TIMESTAMP);
  }

  private Observation socket(Node node, boolean up) {
    return new Observation.Socket(node, clock.instant(), up);
  }

  private Observation silent(Node node) {
    return new Observation.Silent(node, clock.instant(), "connection refused", true);
  }

  /// Both nodes polled at head 100, a while ago.
  private void polledAt100() {
    for (Node node : List.of(A, B)) {
      sees(
          new Observation.Identity(node, clock.instant(), 1, Optional.of("0xd4")),
          polled(node, 100, "0x100"));
    }
    passes(Duration.ofSeconds(1));
  }

  private void passes(Duration time) {
    clock.advance(time);
  }

  private NodeHealth of(String name) {
    return state.picture().nodes().stream()
        .filter(n -> n.node().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void headIs(long number, String hash) {
    assertEquals(OptionalLong.of(number), of("a").head());
    Observation.Head latest = state.nodes().getFirst().heads().orElseThrow().latest();
    assertEquals(hash, latest.hash());
  }

  @Test
  void a_pushed_head_counts_at_once_and_the_latency_stays_that_of_the_last_probe() {
    polledAt100();
    sees(pushed(A, 101, "0x101"));
    headIs(101, "0x101");
    assertEquals(OptionalLong.of(101), state.picture().tip());
    assertEquals(50, of("a").probeMillis());
    assertEquals(1, of("b").lagBlocks());
  }

  @Test
  void a_head_that_was_pushed_before_any_probe_has_no_latency_and_makes_nobody_reachable() {
    sees(pushed(A, 100, "0x100"));
    assertFalse(of("a").reachable());
    assertTrue(of("a").probeMillis() < 0);
    assertFalse(state.picture().judged());
    assertEquals(Judge.NOT_YET_SEEN, of("a").verdict().reason());
  }

  @Test
  void a_push_moves_the_head_of_an_unreachable_node_and_does_not_revive_it() {
    polledAt100();
    sees(silent(A), silent(A));
    sees(pushed(A, 101, "0x101"), pushed(A, 102, "0x102"), pushed(A, 103, "0x103"));
    headIs(103, "0x103");
    assertFalse(of("a").reachable());
    assertEquals("b", state.picture().active().orElseThrow().name());
    sees(polled(A, 103, "0x103"));
    assertTrue(of("a").verdict().reason().contains("1 of 2 probes"), of("a").verdict().reason());
  }

  @Test
  void a_push_between_two_failed_probes_does_not_break_their_row() {
    polledAt100();
    sees(silent(A));
    sees(pushed(A, 101, "0x101"));
    sees(silent(A));
    assertFalse(of("a").reachable());
  }

  @Test
  void a_probe_that_was_under_way_when_a_head_was_pushed_takes_nothing_back() {
    polledAt100();
    sees(pushed(A, 101, "0x101"));
    passes(Duration.ofMillis(20));
    sees(polled(A, 100, "0x100"));
    headIs(101, "0x101");
    sees(polled(A, 101, "0xother"));
    headIs(101, "0x101");
    sees(polled(A, 102, "0x102"));
    headIs(102, "0x102");
  }

  @Test
  void a_probe_that_was_asked_after_the_push_tells_of_a_reorg() {
    polledAt100();
    sees(pushed(A, 101, "0x101"));
    passes(Duration.ofMillis(60));
    sees(polled(A, 100, "0x100b"));
    headIs(100, "0x100b");
  }

  @Test
  void a_push_never_takes_the_head_down_but_may_replace_it() {
    polledAt100();
    sees(pushed(A, 99, "0x99"));
    headIs(100, "0x100");
    sees(pushed(A, 100, "0x100b"));
    headIs(100, "0x100b");
  }

  @Test
  void a_node_whose_websocket_fails_is_as_fit_as_its_probes_say() {
    polledAt100();
    sees(socket(A, true), socket(B, true));
    assertEquals(SocketState.UP, of("a").webSocket());
    sees(socket(A, false));
    passes(Duration.ofMinutes(1));
    sees(polled(A, 101, "0x101"), polled(B, 101, "0x101"));
    assertEquals(SocketState.DOWN, of("a").webSocket());
    assertTrue(of("a").fit());
    assertEquals("a", state.picture().active().orElseThrow().name());
    assertTrue(state.picture().standbyReady(), "the standby has more than the active one");
  }

  @Test
  void a_standby_that_lost_the_websocket_that_the_active_one_has_is_not_ready_after_a_while() {
    polledAt100();
    sees(socket(A, true));
    assertTrue(state.picture().standbyReady(), "nothing was heard of the standby's yet");
    sees(socket(B, false));
    assertTrue(state.picture().standbyReady(), "it may be back at once");
    passes(HealthSettings.DEFAULTS.handover().minusMillis(1));
    sees(socket(B, false));
    assertTrue(state.picture().standbyReady());
    passes(Duration.ofMillis(1));
    sees(socket(B, false));
    assertFalse(state.picture().standbyReady());
    assertTrue(of("b").fit());
    sees(socket(B, true));
    assertTrue(state.picture().standbyReady());
  }

  @Test
  void a_standby_that_has_no_websocket_at_all_is_not_ready_where_the_active_one_has() {
    judge = judge(PLAIN);
    state = judge.first(clock.instant());
    polledAt100();
    assertEquals(SocketState.NONE, of("b").webSocket());
    assertTrue(state.picture().standbyReady(), "as long as the active one's is not up");
    sees(socket(A, true));
    assertFalse(state.picture().standbyReady());
  }
}
