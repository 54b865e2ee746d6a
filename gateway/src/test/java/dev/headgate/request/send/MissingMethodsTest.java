package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
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
}
