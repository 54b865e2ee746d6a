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
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MissingMethodsTest {
  private static final Node A = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private static final Node B = Node.of("b", Role.STANDBY, URI.create("http://127.0.0.1:2"));

  @Test
  void what_a_node_lacks_is_known_of_that_node_and_method_and_forgotten_in_time() {
    ManualClock clock = new ManualClock();
    MissingMethods missing = new MissingMethods(clock);
    assertFalse(missing.has(A, "trace_block"));
    missing.add(A, "trace_block");
    assertTrue(missing.has(A, "trace_block"));
    assertFalse(missing.has(B, "trace_block"));
    assertFalse(missing.has(A, "trace_filter"));
    clock.advance(Duration.ofMinutes(11));
    assertFalse(missing.has(A, "trace_block"));
  }

  @Test
  void what_a_node_said_in_its_trouble_is_forgotten_when_it_is_fit_again() {
    MissingMethods missing = new MissingMethods(new ManualClock());
    missing.add(A, "eth_blockNumber");
    missing.add(B, "trace_block");
    missing.published(picture(true, true), picture(true, true));
    missing.published(picture(true, true), picture(false, true));
    assertTrue(missing.has(A, "eth_blockNumber"));
    missing.published(picture(false, true), picture(true, true));
    assertFalse(missing.has(A, "eth_blockNumber"));
    assertTrue(missing.has(B, "trace_block"), "nothing was wrong with that one");
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
