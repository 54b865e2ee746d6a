package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.judge.Verdict;
import dev.headgate.request.decode.BlockRef;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LacksTest {
  private static final Node A = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private static final Node B = Node.of("b", Role.STANDBY, URI.create("http://127.0.0.1:2"));

  private static final BlockRef LATEST = new BlockRef.Head(BlockRef.Tag.LATEST);

  @Test
  void what_a_node_lacks_is_known_of_that_node_and_method_and_forgotten_in_time() {
    ManualClock clock = new ManualClock();
    Lacks lacks = new Lacks(clock);
    assertFalse(lacks.hasNot(A, "trace_block"));
    lacks.add(A, "trace_block");
    assertTrue(lacks.hasNot(A, "trace_block"));
    assertFalse(lacks.hasNot(B, "trace_block"));
    assertFalse(lacks.hasNot(A, "trace_filter"));
    clock.advance(Duration.ofMinutes(11));
    assertFalse(lacks.hasNot(A, "trace_block"));
  }

  @Test
  void what_a_node_said_in_its_trouble_is_forgotten_when_it_is_fit_again() {
    Lacks lacks = new Lacks(new ManualClock());
    lacks.add(A, "eth_blockNumber");
    lacks.add(B, "trace_block");
    lacks.published(picture(true, true), picture(true, true));
    lacks.published(picture(true, true), picture(false, true));
    assertTrue(lacks.hasNot(A, "eth_blockNumber"));
    lacks.published(picture(false, true), picture(true, true));
    assertFalse(lacks.hasNot(A, "eth_blockNumber"));
    assertTrue(lacks.hasNot(B, "trace_block"), "nothing was wrong with that one");
  }

  @Test
  void old_state_is_lacking_up_to_a_block_for_long_and_new_state_for_seconds() {
    ManualClock clock = new ManualClock();
    Lacks lacks = new Lacks(clock);
    assertFalse(lacks.anyState());
    lacks.addState(A, "eth_call", new BlockRef.ByNumber(700), 1000);
    lacks.addState(A, "eth_call", new BlockRef.ByNumber(600), 1000);
    lacks.addState(A, "eth_call", new BlockRef.ByNumber(999), 1000);
    assertTrue(lacks.anyState());
    assertTrue(lacks.hasNotState(A, "eth_call", new BlockRef.ByNumber(999)));
    assertFalse(lacks.hasNotState(A, "eth_call", new BlockRef.ByNumber(1000)));
    assertFalse(lacks.hasNotState(A, "eth_call", LATEST));
    assertFalse(lacks.hasNotState(A, "eth_getProof", new BlockRef.ByNumber(600)));
    assertFalse(lacks.hasNotState(B, "eth_call", new BlockRef.ByNumber(600)));
    clock.advance(Duration.ofSeconds(6));
    assertTrue(lacks.hasNotState(A, "eth_call", new BlockRef.ByNumber(700)));
    assertFalse(lacks.hasNotState(A, "eth_call", new BlockRef.ByNumber(701)));
    clock.advance(Duration.ofMinutes(11));
    assertFalse(lacks.hasNotState(A, "eth_call", new BlockRef.ByNumber(700)));
  }

  @Test
  void the_head_is_lacking_by_the_name_that_was_asked_for() {
    Lacks lacks = new Lacks(new ManualClock());
    lacks.addState(A, "eth_call", new BlockRef.Head(BlockRef.Tag.FINALIZED), 1000);
    assertTrue(lacks.hasNotState(A, "eth_call", new BlockRef.Head(BlockRef.Tag.FINALIZED)));
    assertFalse(lacks.hasNotState(A, "eth_call", LATEST));
  }

  @Test
  void of_a_hash_nothing_is_learned() {
    Lacks lacks = new Lacks(new ManualClock());
    lacks.addState(A, "eth_call", new BlockRef.BlockHash(), 1000);
    assertFalse(lacks.anyState());
    assertFalse(lacks.hasNotState(A, "eth_call", new BlockRef.BlockHash()));
  }

  @Test
  void state_too_is_forgotten_when_the_node_is_fit_again() {
    Lacks lacks = new Lacks(new ManualClock());
    lacks.addState(A, "eth_call", LATEST, 1000);
    lacks.addState(A, "eth_call", new BlockRef.ByNumber(1), 1000);
    lacks.published(picture(false, true), picture(true, true));
    assertFalse(lacks.hasNotState(A, "eth_call", LATEST));
    assertFalse(lacks.hasNotState(A, "eth_call", new BlockRef.ByNumber(1)));
  }

  private static ChainHealth picture(boolean a, boolean b) {
    Chain chain = new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, B));
    return new ChainHealth(
        chain,
        1,
        Instant.EPOCH,
        true,
        OptionalLong.of(100),
        Optional.of(A),
        false,
        true,
        List.of(health(A, a), health(B, b)),
        List.of(A, B),
        2,
        List.of());
  }

  private static NodeHealth health(Node node, boolean fit) {
    return new NodeHealth(
        node,
        fit ? new Verdict.Fit("") : new Verdict.Unfit("the test says so"),
        true,
        OptionalLong.of(100),
        0,
        0,
        0,
        1,
        1,
        SocketState.NONE,
        BreakerState.CLOSED);
  }
}
