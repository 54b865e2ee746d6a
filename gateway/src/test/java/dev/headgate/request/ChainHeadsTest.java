package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.request.plan.Floor;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What the request path makes of the judge's pictures.
class ChainHeadsTest {
  private static final Node A = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1/"));
  private static final Chain CHAIN =
      new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A));

  private final ManualClock clock = new ManualClock();
  private final ChainHeads heads =
      new ChainHeads(
          CHAIN,
          Map.of(),
          Floor.Rules.of(Duration.ofMillis(250), Duration.ofSeconds(2)),
          Duration.ofSeconds(3),
          clock);
  private ChainHealth latest = ChainHealth.unknown(CHAIN, clock.instant());

  private void seen(OptionalLong tip) {
    ChainHealth next =
        new ChainHealth(
            CHAIN,
            latest.generation() + 1,
            clock.instant(),
            true,
            tip,
            Optional.of(A),
            false,
            false,
            List.of(),
            List.of(A),
            1,
            List.of());
    heads.published(latest, next);
    latest = next;
  }

  @Test
  void before_any_head_every_head_is_believed() {
    assertTrue(heads.believable(1_000_000));
  }

  @Test
  void time_allows_so_many_blocks_and_no_more() {
    seen(OptionalLong.of(100));
    assertTrue(heads.believable(108));
    assertFalse(heads.believable(109));
    clock.advance(Duration.ofMinutes(2));
    assertTrue(heads.believable(128));
    assertFalse(heads.believable(129));
  }

  @Test
  void a_moment_in_which_no_head_counts_makes_no_lie_believable() {
    seen(OptionalLong.of(100));
    seen(OptionalLong.empty());
    assertFalse(heads.believable(1_000_000));
    clock.advance(Duration.ofMinutes(2));
    assertTrue(heads.believable(128), "the time meanwhile counts");
  }

  @Test
  void a_picture_is_old_when_the_next_should_long_have_come() {
    assertFalse(heads.isOld(clock.nanos()), "before the first there is nothing to wait for");
    seen(OptionalLong.of(100));
    clock.advance(Duration.ofSeconds(3));
    assertFalse(heads.isOld(clock.nanos()));
    clock.advance(Duration.ofMillis(1));
    assertTrue(heads.isOld(clock.nanos()));
    seen(OptionalLong.of(100));
    assertFalse(heads.isOld(clock.nanos()));
  }
}
