package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the nodes do, in any order: what must hold of every picture.
class JudgeScenariosTest {
  private static final int SCENARIOS = 2000;
  private static final int SECONDS = 60;
  private static final String[][] CASTS = {
    {"a"}, {"a", "b"}, {"a", "b"}, {"a1", "a2", "b"}, {"a", "b", "c"}, {"a", "b", "c", "d"}
  };
  private static final List<BreakerState> BREAKER = List.of(BreakerState.values());
  private static final Duration HOLD = Duration.ofSeconds(20);
  private static final HealthSettings SETTINGS =
      new HealthSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          2,
          2,
          Duration.ofSeconds(2),
          3,
          Duration.ofSeconds(6),
          HOLD);

  @Test
  void no_scenario_breaks_an_invariant() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      play(seed);
    }
  }

  private static void play(int seed) {
    Random random = new Random(seed);
    String[] cast = CASTS[random.nextInt(CASTS.length)];
    OptionalLong id = random.nextBoolean() ? OptionalLong.of(1) : OptionalLong.empty();
    Story story = Story.of(id, Duration.ofSeconds(1 + random.nextInt(3)), SETTINGS, cast);
    for (int second = 0; second < SECONDS; second++) {
      if (random.nextInt(4) == 0) {
        disturb(story, story.node(cast[random.nextInt(cast.length)]), random);
      }
      story.clock.advance(Duration.ofMillis(500 + random.nextInt(1000)));
      check(story.probes(), "seed " + seed + ", second " + second);
    }
    bounded(story.now().failovers(), cast.length, "seed " + seed);
  }

  private static void disturb(Story story, Story.Actor actor, Random random) {
    String name = actor.node.name();
    switch (random.nextInt(12)) {
      case 0, 1 -> actor.ends();
      case 2, 3 -> actor.lives();
      case 4 -> actor.freezes();
      case 5 -> actor.thaws();
      case 6 -> actor.late = Duration.ofSeconds(random.nextInt(30));
      case 7 -> actor.ahead = random.nextBoolean() ? 0 : random.nextInt(2_000_000) - 1_000_000;
      case 8 -> actor.chainId = random.nextBoolean() ? 1 : 5;
      case 9 -> actor.genesis = Optional.of(random.nextInt(3) > 0 ? "0xd4e56740f8" : "0xother");
      case 10 -> story.breaker(name, BREAKER.get(random.nextInt(3)), "5 failures in a row");
      default -> {
        actor.late = Duration.ZERO;
        actor.ahead = 0;
        actor.chainId = 1;
        actor.genesis = Optional.of("0xd4e56740f8");
        actor.thaws();
        actor.lives();
      }
    }
  }

  private static void check(ChainHealth health, String where) {
    for (NodeHealth node : health.nodes()) {
      boolean listed = health.order().contains(node.node());
      boolean wrong = node.verdict() instanceof Verdict.WrongChain;
      assertFalse(wrong && listed, where + ": of another chain, yet in the order");
      assertFalse(!node.fit() && node.verdict().reason().isEmpty(), where + ": no reason");
      assertTrue(node.score() >= 0 && node.score() <= 1, where);
    }
    assertEquals(health.chain().judged().size(), health.nodes().size(), where);
    List<NodeHealth> listed =
        health.nodes().stream().filter(n -> health.order().contains(n.node())).toList();
    assertEquals(health.order(), listed.stream().map(NodeHealth::node).toList(), where);
    assertTrue(listed.stream().limit(health.fitCount()).allMatch(NodeHealth::fit), where);
    assertTrue(listed.stream().skip(health.fitCount()).noneMatch(NodeHealth::fit), where);
    if (health.judged()) {
      checkActive(health, where);
    }
  }

  private static void checkActive(ChainHealth health, String where) {
    assertEquals(!health.order().isEmpty(), health.servable(), where);
    // One that refused a connection gets no call, and has its place until `fall` probes failed.
    health
        .active()
        .filter(health.order()::contains)
        .ifPresent(active -> assertEquals(active, health.order().getFirst(), where));
    boolean unfit =
        health.nodes().stream()
            .anyMatch(n -> health.active().filter(n.node()::equals).isPresent() && !n.fit());
    assertEquals(unfit && health.fitCount() == 0, health.degraded(), where);
  }

  /// A node that could have stayed is left at most once per hold and node.
  private static void bounded(List<Failover> failovers, int nodes, String where) {
    List<Instant> voluntary =
        failovers.stream()
            .filter(f -> f.reason().equals("handover") || f.reason().equals("failback"))
            .map(Failover::at)
            .toList();
    for (Instant end : voluntary) {
      long within =
          voluntary.stream().filter(at -> !at.isAfter(end) && at.isAfter(end.minus(HOLD))).count();
      assertTrue(within <= nodes, where + ": " + within + " changes within one hold");
    }
  }
}
