package dev.headgate.bench.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static World with(Fault... faults) {
    return new World(scenario(List.of(), List.of(), faults), 1);
  }

  private static Scenario scenario(List<Span> halts, List<Span> pauses, Fault... faults) {
    return new Scenario(
        "", "", ChainSpec.ETHEREUM, 2, List.of(faults), halts, pauses, Duration.ofMinutes(5), 10);
  }

  private static List<Said> asked(World world, long at, int times) {
    List<Said> said = new ArrayList<>();
    world.events().runUntil(at);
    for (int i = 0; i < times; i++) {
      world.nodes().getFirst().ask(said::add);
    }
    world.events().runUntil(at + 200 * Span.SECOND);
    return said;
  }

  private static long second(long seconds) {
    return seconds * Span.SECOND;
  }

  @Test
  void a_halted_chain_goes_on_where_it_stood() {
    Truth truth = new Truth(ChainSpec.ETHEREUM, List.of(Span.seconds(60, 180)));
    assertEquals(truth.numberAt(second(60)), truth.numberAt(second(180)));
    assertEquals(truth.numberAt(second(60)) + 1, truth.numberAt(second(192)));
    IntStream.range(0, 40)
        .mapToLong(i -> Truth.FIRST + i)
        .forEach(n -> assertEquals(n, truth.numberAt(truth.bornAt(n))));
  }

  @Test
  void a_node_sees_each_block_a_little_late_and_then_has_it() {
    World world = with();
    long born = world.truth().bornAt(Truth.FIRST + 5);
    SimNode node = world.nodes().getFirst();
    assertEquals(Truth.FIRST + 4, node.head(born).number());
    assertEquals(Truth.FIRST + 5, node.head(born + second(4)).number());
  }

  @Test
  void a_node_that_hangs_answers_when_it_wakes() {
    World world = with(Fault.of("a", new Trouble.Hangs(), 10, 30));
    assertTrue(
        asked(world, second(20), 1).getFirst() instanceof Said.Head head
            && head.at() == second(30));
  }

  @Test
  void a_dead_node_refuses_and_resets_what_it_had() {
    World world = with(Fault.of("a", new Trouble.Dead(), 10, 30));
    assertEquals(List.of(new Said.Reset()), asked(world, second(10) - 1, 1));
    assertEquals(
        List.of(new Said.Refused()),
        asked(with(Fault.of("a", new Trouble.Dead(), 10, 30)), second(20), 1));
  }

  @Test
  void a_limit_of_calls_a_second_lets_so_many_through() {
    World world = with(Fault.of("a", new Trouble.RateLimited(3), 10, 30));
    long heads = asked(world, second(20), 5).stream().filter(Said.Head.class::isInstance).count();
    assertEquals(3, heads);
  }

  @Test
  void liars_and_laggards_move_their_heads_alone() {
    World world =
        with(
            Fault.of("a", new Trouble.Ahead(1000, true), 10, 30),
            Fault.of("b", new Trouble.Behind(7), 10, 30));
    long at = second(22);
    assertEquals(Truth.FIRST + 1 + 1000, world.nodes().getFirst().head(at).number());
    assertEquals(Truth.FIRST + 1 - 7, world.nodes().getLast().head(at).number());
    assertTrue(world.bestHead(at).isEmpty(), "nobody is well");
    assertEquals(Truth.FIRST + 2, world.bestHead(second(31)).orElseThrow());
  }

  @Test
  void what_is_due_to_a_gateway_that_stands_still_happens_when_it_goes_on() {
    Events events = new Events(List.of(Span.seconds(10, 15)));
    List<String> log = new ArrayList<>();
    events.inGateway(second(12), () -> log.add("gateway " + events.now() / Span.SECOND));
    events.inGateway(second(11), () -> log.add("before it " + events.now() / Span.SECOND));
    events.inWorld(second(13), () -> log.add("world " + events.now() / Span.SECOND));
    events.runUntil(second(20));
    assertEquals(List.of("world 13", "before it 15", "gateway 15"), log);
  }

  @Test
  void a_cancelled_event_does_not_happen() {
    Events events = new Events(List.of());
    events
        .inGateway(
            5,
            () -> {
              throw new AssertionError("cancelled");
            })
        .cancel();
    events.runUntil(10);
    assertEquals(10, events.now());
  }
}
