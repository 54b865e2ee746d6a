package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.health.publish.Journal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What the journal keeps of a change is enough to decide it again.
class ReplayTest {

  @Test
  void a_change_is_decided_again_from_what_the_journal_kept() {
    Story story = Story.ethereum("a", "b");
    story.after(Duration.ofMinutes(2));
    story.node("a").ends();
    story.after(Duration.ofSeconds(5));
    story.node("a").lives();
    story.after(Duration.ofMinutes(6));

    assertEquals(
        "[failback, unreachable, start]",
        story.journal.entries().stream().map(e -> e.failover().reason()).toList().toString());
    for (Journal.Entry entry : story.journal.entries()) {
      ChainState state = entry.start();
      for (Journal.Turn turn : entry.turns()) {
        state = story.judge.next(state, turn.seen(), turn.orders(), turn.now());
      }
      assertEquals(entry.failover(), state.picture().failovers().getFirst());
      assertEquals(entry.nodes(), state.picture().nodes());
    }
    Journal.Entry left = story.journal.entries().get(1);
    assertTrue(
        left.turns().stream()
            .flatMap(turn -> turn.seen().stream())
            .anyMatch(seen -> seen instanceof Observation.Silent),
        "the failed probes are in it");
  }

  @Test
  void orders_are_decided_again_from_what_the_journal_kept() {
    Story story = Story.ethereum("a", "b", "c");
    story.after(Duration.ofMinutes(2));
    story.order(story.cordon("c"));
    story.after(Duration.ofMinutes(1));
    story.order(story.switchover("b"));
    story.afterSeconds(20);
    story.order(story.cordon("b"));
    story.afterSeconds(20);

    assertEquals(
        "[cordon, switchover, start]",
        story.journal.entries().stream().map(e -> e.failover().reason()).toList().toString());
    for (Journal.Entry entry : story.journal.entries()) {
      ChainState state = entry.start();
      for (Journal.Turn turn : entry.turns()) {
        state = story.judge.next(state, turn.seen(), turn.orders(), turn.now());
      }
      assertEquals(entry.failover(), state.picture().failovers().getFirst());
      assertEquals(entry.nodes(), state.picture().nodes());
    }
  }
}
