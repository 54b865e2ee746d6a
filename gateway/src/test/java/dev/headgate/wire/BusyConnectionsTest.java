package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BusyConnectionsTest {
  private final List<LooseConnection> loose =
      Stream.generate(() ->
              new LooseConnection(
                  Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")), new ManualClock()))
          .limit(5)
          .toList();

  @Test
  void it_holds_what_a_set_would() {
    BusyConnections busy = new BusyConnections();
    Set<NodeConnection> expected = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      NodeConnection one = loose.get(random.nextInt(loose.size())).connection();
      if (expected.contains(one) || random.nextBoolean()) {
        assertEquals(expected.remove(one), busy.remove(one));
      } else {
        expected.add(one);
        busy.add(one);
      }
      assertEquals(expected.size(), busy.size());
      assertEquals(expected.isEmpty(), busy.isEmpty());
      assertEquals(expected, Set.copyOf(busy.copy()));
    }
    loose.forEach(LooseConnection::close);
  }

  @Test
  void a_copy_is_not_changed_by_what_comes_and_goes() {
    BusyConnections busy = new BusyConnections();
    busy.add(loose.getFirst().connection());
    List<NodeConnection> copy = busy.copy();
    assertTrue(busy.remove(loose.getFirst().connection()));
    assertFalse(busy.remove(loose.getFirst().connection()));
    assertEquals(List.of(loose.getFirst().connection()), copy);
    loose.forEach(LooseConnection::close);
  }
}
