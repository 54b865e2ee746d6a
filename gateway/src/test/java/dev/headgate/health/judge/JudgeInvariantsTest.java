package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The contract's invariants 2, 4, 5 and 6, against the judge alone, in random stories.
/// `-Dseed=...` plays the stories of a run that failed once more.
class JudgeInvariantsTest {
  private static final int STORIES = 1000;
  private static final int SECONDS = 40;
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final long RIGHT = 1;
  private static final Optional<String> GENESIS = Optional.of("0xd4e56740f8");

  private final long seed = Long.getLong("seed", new Random().nextInt(1_000_000));

  private static HealthSettings settings(Random random) {
    return HealthSettings.DEFAULTS
        .withLag(random.nextInt(1, 6), Duration.ofSeconds(random.nextInt(4, 20)))
        .returning(Duration.ofSeconds(random.nextInt(0, 40)), FIVE_MINUTES);
  }

  private static Story story(Random random, String... cast) {
    Duration block = Duration.ofMillis(500L * random.nextInt(1, 8));
    Story story = Story.of(OptionalLong.of(RIGHT), block, settings(random), cast);
    story.nodes.values().forEach(actor -> actor.genesis = GENESIS);
    return story;
  }

  @Test
  void whatever_the_nodes_do_two_four_and_five_hold() {
    System.out.println("JudgeInvariantsTest: -Dseed=" + seed);
    Random random = new Random(seed);
    String[][] casts = {{"a", "b"}, {"a1", "a2", "b"}, {"a", "b", "c"}, {"a", "b", "c", "d"}};
    for (int i = 0; i < STORIES; i++) {
      String[] cast = casts[random.nextInt(casts.length)];
      Story story = story(random, cast);
      story.probes();
      for (int second = 0; second < SECONDS; second++) {
        if (random.nextInt(5) == 0) {
          disturb(story, story.node(cast[random.nextInt(cast.length)]), random);
        }
        story.afterSeconds(1);
        check(story, "-Dseed=" + seed + ", story " + i + ", second " + second);
      }
    }
  }

  private static void disturb(Story story, Story.Actor actor, Random random) {
    switch (random.nextInt(12)) {
      case 0 -> actor.ends();
      case 1 -> actor.freezes();
      case 2 -> actor.late = Duration.ofSeconds(random.nextInt(40));
      case 3 -> actor.ahead = random.nextInt(50_000, 1_000_000);
      case 4 -> actor.chainId = 5;
      case 5 -> actor.genesis = Optional.of("0xother");
      case 6 -> actor.forks("" + random.nextInt(3));
      case 7 -> actor.latencyNanos = 1_000_000L * random.nextInt(1, 900);
      case 8 -> story.traffic(actor.node.name(), 100, random.nextInt(100), 5);
      case 9 -> story.sleeps(random.nextInt(1, 20));
      default -> {
        actor.late = Duration.ZERO;
        actor.ahead = 0;
        actor.chainId = RIGHT;
        actor.genesis = GENESIS;
        actor.latencyNanos = 1_000_000;
        actor.rejoins();
        actor.thaws();
        actor.lives();
      }
    }
  }

  private static void check(Story story, String where) {
    ChainHealth now = story.now();
    if (!now.judged() || story.state.woke().isPresent()) {
      return;
    }
    for (NodeHealth node : now.nodes()) {
      Story.Actor actor = story.node(node.node().name());
      boolean wrong = actor.chainId != RIGHT || !actor.genesis.equals(GENESIS);
      // It is asked every two seconds; until then its word is what it was.
      boolean known = node.verdict() instanceof Verdict.WrongChain;
      assertFalse(known && now.order().contains(node.node()), where + ": four");
      assertFalse(known && !wrong && actor.silent.isEmpty(), where + ": four, the other way");
      assertTrue(node.score() >= 0 && node.score() <= 1, where);
      assertEquals(node.parts().score(), node.score(), where);
      assertTrue(node.weight() >= 0 && node.weight() <= 100, where);
    }
    two(story, now, where);
    five(now, where);
  }

  /// Two: who serves is not beyond the lag limit while a fresher one is fit, and no liar serves.
  private static void two(Story story, ChainHealth now, String where) {
    now.active()
        .map(a -> story.of(a.name()))
        .filter(NodeHealth::fit)
        .ifPresent(active -> {
          boolean late =
              active.lagBlocks() > story.settings.lagBlocks()
                  && active.lagMillis() > story.settings.lagTime().toMillis();
          assertFalse(late, where + ": two, " + active);
        });
    boolean anotherFit = now.fitCount() > 1;
    boolean unfitServes = now.degraded();
    assertFalse(anotherFit && unfitServes, where + ": two");
  }

  /// Five: as long as any node of the right chain may be called, one serves; degraded exactly when
  /// none is fit, and the one that has the place is not.
  private static void five(ChainHealth now, String where) {
    assertEquals(!now.order().isEmpty(), now.servable(), where + ": five");
    boolean unfit =
        now.nodes().stream()
            .anyMatch(n -> now.active().filter(n.node()::equals).isPresent() && !n.fit());
    assertEquals(unfit && now.fitCount() == 0, now.degraded(), where + ": five");
    boolean reachableLeft =
        now.nodes().stream().anyMatch(n -> n.reachable() && now.order().contains(n.node()));
    boolean serverReachable =
        now.nodes().stream()
            .filter(n -> now.active().filter(n.node()::equals).isPresent())
            .anyMatch(NodeHealth::reachable);
    assertTrue(!reachableLeft || serverReachable, where + ": five, an unreachable one serves");
  }

  @Test
  void however_one_primary_flaps_there_are_three_changes_in_five_minutes_at_most() {
    System.out.println("JudgeInvariantsTest: -Dseed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < STORIES / 40; i++) {
      Story story =
          story(random, i % 2 == 0 ? new String[] {"a", "b"} : new String[] {"a", "b", "c"});
      story.probes();
      story.afterSeconds(10);
      List<Integer> lengths = List.of(1, 2, 3, 5, 8, 15, 30, 60);
      int fault = random.nextInt(4);
      for (int second = 0; second < 20 * SECONDS; ) {
        int down = lengths.get(random.nextInt(lengths.size()));
        int up = lengths.get(random.nextInt(lengths.size()));
        fails(story.node("a"), fault);
        story.afterSeconds(down);
        recovers(story.node("a"));
        story.afterSeconds(up);
        second += down + up;
      }
      String where = "-Dseed=" + seed + ", story " + i + ", fault " + fault;
      assertTrue(
          story.mostChangesWithin(FIVE_MINUTES) <= 3, where + ": six, " + story.now().failovers());
      assertFalse(story.now().degraded(), where);
    }
  }

  private static void fails(Story.Actor actor, int fault) {
    switch (fault) {
      case 0 -> actor.ends();
      case 1 -> actor.freezes();
      case 2 -> actor.latencyNanos = 900_000_000;
      default -> actor.late = Duration.ofSeconds(60);
    }
  }

  private static void recovers(Story.Actor actor) {
    actor.lives();
    actor.thaws();
    actor.latencyNanos = 1_000_000;
    actor.late = Duration.ZERO;
  }
}
