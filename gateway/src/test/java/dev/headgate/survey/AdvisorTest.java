package dev.headgate.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.config.MethodSettings;
import dev.headgate.survey.Advice.Weight;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is advised of which facts.
class AdvisorTest {
  private static final Set<String> USUAL =
      Set.of("eth_chainId", "eth_getBlockByNumber", "eth_call", "trace_transaction");

  /// A node that is as it should be; each method makes it worse in one way.
  private record Told(
      String name,
      Role role,
      boolean ws,
      int batch,
      Optional<String> unusable,
      OptionalLong id,
      String genesis,
      long head,
      Duration age,
      Duration clock,
      Optional<String> socket,
      Set<String> lacks,
      long state,
      int most,
      boolean keepsAlive,
      Duration roundTrip) {

    static Told good(String name, Role role) {
      return new Told(
          name,
          role,
          true,
          100,
          Optional.empty(),
          OptionalLong.of(1),
          "0xg",
          1000,
          Duration.ofSeconds(5),
          Duration.ZERO,
          Optional.of(""),
          Set.of(),
          128,
          100,
          true,
          Duration.ofMillis(2));
    }

    Told dead(String why) {
      return with(Optional.of(why), id, genesis, head, age);
    }

    Told onChain(long other) {
      return with(unusable, OptionalLong.of(other), genesis, head, age);
    }

    Told from(String otherGenesis) {
      return with(unusable, id, otherGenesis, head, age);
    }

    Told at(long number) {
      return with(unusable, id, genesis, number, age);
    }

    Told aged(Duration old) {
      return with(unusable, id, genesis, head, old);
    }

    private Told with(
        Optional<String> why, OptionalLong chain, String first, long number, Duration old) {
      return new Told(
          name,
          role,
          ws,
          batch,
          why,
          chain,
          first,
          number,
          old,
          clock,
          socket,
          lacks,
          state,
          most,
          keepsAlive,
          roundTrip);
    }

    Told clock(Duration ahead) {
      return with(ws, ahead, socket, lacks, state, most, keepsAlive, roundTrip);
    }

    Told withoutWs() {
      return with(false, clock, Optional.empty(), lacks, state, most, keepsAlive, roundTrip);
    }

    Told socketRefused(String why) {
      return with(ws, clock, Optional.of(why), lacks, state, most, keepsAlive, roundTrip);
    }

    Told lacking(String... methods) {
      return with(ws, clock, socket, Set.of(methods), state, most, keepsAlive, roundTrip);
    }

    Told state(long blocks) {
      return with(ws, clock, socket, lacks, blocks, most, keepsAlive, roundTrip);
    }

    Told batches(int calls) {
      return with(ws, clock, socket, lacks, state, calls, keepsAlive, roundTrip);
    }

    Told closing() {
      return with(ws, clock, socket, lacks, state, most, false, roundTrip);
    }

    Told answeringIn(Duration time) {
      return with(ws, clock, socket, lacks, state, most, keepsAlive, time);
    }

    private Told with(
        boolean pushes,
        Duration ahead,
        Optional<String> word,
        Set<String> missing,
        long window,
        int calls,
        boolean keeps,
        Duration time) {
      return new Told(
          name, role, pushes, batch, unusable, id, genesis, head, age, ahead, word, missing, window,
          calls, keeps, time);
    }

    Node node() {
      Node plain = Node.of(name, role, URI.create("http://127.0.0.1:1"));
      return ws ? plain.withWs(URI.create("ws://127.0.0.1:1")) : plain;
    }

    NodeFacts facts() {
      Set<String> has = new HashSet<>(USUAL);
      has.removeAll(lacks);
      boolean up = unusable.isEmpty();
      return new NodeFacts(
          node(),
          unusable,
          up ? id : OptionalLong.empty(),
          Optional.of(genesis).filter(_ -> up),
          Optional.of(new NodeFacts.Head(head, "0xh", age)).filter(_ -> up),
          Optional.empty(),
          Optional.of("geth"),
          Optional.of(false),
          Optional.of(roundTrip).filter(_ -> up),
          Optional.of(keepsAlive).filter(_ -> up),
          Optional.of(clock).filter(_ -> up),
          socket.map(NodeFacts.Subscribed::new),
          has,
          lacks,
          Optional.of(new NodeFacts.Reach(state, false)),
          Optional.empty(),
          Optional.of(
              new NodeFacts.Batch(
                  most, most < batch ? OptionalLong.of(most + 1L) : OptionalLong.empty())),
          false);
    }
  }

  private static Told a() {
    return Told.good("a", Role.PRIMARY);
  }

  private static Told b() {
    return Told.good("b", Role.STANDBY);
  }

  private static List<Advice> advice(OptionalLong chainId, MethodSettings methods, Told... told) {
    Chain chain =
        new Chain(
            "ethereum",
            chainId,
            Duration.ofSeconds(12),
            Arrays.stream(told).map(Told::node).toList());
    return Advisor.of(
        new ChainSettings(chain, HealthSettings.DEFAULTS, methods),
        Arrays.stream(told).map(Told::facts).toList());
  }

  private static String of(Told... told) {
    return lines(advice(OptionalLong.of(1), MethodSettings.DEFAULTS, told));
  }

  private static String lines(List<Advice> advice) {
    return advice.stream()
        .map(each -> each.weight() + " " + each.sentence())
        .collect(Collectors.joining("\n"));
  }

  private static void says(String said, String... parts) {
    for (String part : parts) {
      assertTrue(said.contains(part), () -> "not said: " + part + "\nbut: " + said);
    }
  }

  @Test
  void of_good_nodes_there_is_nothing_to_say() {
    assertEquals("", of(a(), b()));
  }

  @Test
  void a_dead_node_is_a_fault_with_a_way_out() {
    says(
        of(a(), b().dead("connection refused")),
        "FAULT b cannot be used (connection refused): see whether it runs");
    says(of(a(), b().dead("HTTP status 401")), "give its key in `headers`");
    says(of(a(), b().dead("TLS: its certificate has expired")), "renew its certificate");
    says(of(a(), b().dead("it sulks")), "correct its `http`, or take it out");
  }

  @Test
  void a_node_of_another_chain_is_a_fault_and_is_compared_with_nobody() {
    String said = of(a(), b().onChain(5).at(1).withoutWs());
    says(said, "FAULT b is on chain id 5, and ethereum has 1: correct its `http`");
    assertFalse(said.contains("behind"), said);
  }

  @Test
  void another_genesis_is_another_chain() {
    says(of(a(), b().from("0xother")), "FAULT b has another genesis block than a");
  }

  @Test
  void a_chain_without_an_id_is_told_which_to_write() {
    says(
        lines(advice(OptionalLong.empty(), MethodSettings.DEFAULTS, a(), b())),
        "HINT ethereum has no `chainId`: add `chainId: 1`");
    says(
        lines(advice(OptionalLong.empty(), MethodSettings.DEFAULTS, a(), b().onChain(5))),
        "FAULT ethereum has nodes of different chains (a 1, b 5)");
  }

  @Test
  void a_node_that_is_behind_is_warned_of() {
    says(of(a(), b().at(900)), "WARNING b is 100 blocks behind a, beyond `lag`");
    says(of(a().at(900), b()), "WARNING a is 100 blocks behind b");
    assertEquals("", of(a(), b().at(998)));
  }

  @Test
  void an_old_head_is_warned_of() {
    says(of(a().aged(Duration.ofHours(3)), b()), "WARNING a has a newest block that is 3 h old");
    assertEquals("", of(a().aged(Duration.ofSeconds(100)), b()));
  }

  @Test
  void a_batch_larger_than_the_node_takes_is_cut_down() {
    says(
        of(a().batches(50), b()),
        "WARNING a takes 50 calls in one batch, and `batch` is 100: write `batch: 50`");
    says(of(a().batches(0), b()), "WARNING a takes no batch at all: write `batch: 1`");
  }

  @Test
  void a_missing_websocket_costs_time() {
    says(
        of(a().withoutWs(), b().withoutWs()),
        "HINT a has no `ws`, so that its heads are found by asking every 1 s: add `ws:");
    says(of(a(), b().withoutWs()), "WARNING b has no `ws`, and a has: add it");
    says(
        of(a().socketRefused("connection refused"), b()),
        "WARNING a takes no subscription over its `ws` (connection refused)");
  }

  @Test
  void a_standby_that_lacks_what_the_primary_has_is_warned_of() {
    says(
        of(a(), b().lacking("trace_transaction")),
        "WARNING b does not know trace_transaction, which a does");
    assertEquals("", of(a().lacking("trace_transaction"), b().lacking("trace_transaction")));
    says(of(a().state(10_000), b()), "WARNING b has state of the last 128 blocks, and a of the");
    assertEquals("", of(a().state(130), b()), "a tenth is rounding");
  }

  @Test
  void a_method_that_never_goes_there_is_not_missed() {
    MethodSettings denied = new MethodSettings(List.of(), List.of("trace_*"), Map.of());
    assertEquals(
        List.of(), advice(OptionalLong.of(1), denied, a(), b().lacking("trace_transaction")));
  }

  @Test
  void a_method_that_is_routed_to_who_lacks_it_is_warned_of() {
    MethodSettings routed =
        new MethodSettings(List.of(), List.of(), Map.of("trace_*", List.of("b")));
    says(
        lines(advice(OptionalLong.of(1), routed, a(), b().lacking("trace_transaction"))),
        "WARNING b does not know trace_transaction, which is routed to it");
  }

  @Test
  void a_clock_that_is_off_is_the_nodes_or_this_machines() {
    says(
        of(a().clock(Duration.ofSeconds(42)), b()),
        "WARNING a has a clock that is 42 s ahead of this machine's: let NTP set both");
    says(
        of(a().clock(Duration.ofSeconds(42)), b().clock(Duration.ofSeconds(43))),
        "WARNING this machine has a clock that is 42 s behind those of all nodes");
    says(
        of(a().clock(Duration.ofSeconds(-42)), b().clock(Duration.ofSeconds(-42))),
        "this machine has a clock that is 42 s ahead of those of all nodes");
    assertEquals("", of(a().clock(Duration.ofSeconds(1)), b()));
  }

  @Test
  void a_node_that_hangs_up_after_each_answer_is_warned_of() {
    says(of(a().closing(), b()), "WARNING a ends the connection after each answer");
  }

  @Test
  void a_slow_standby_is_hinted_at() {
    says(
        of(a(), b().answeringIn(Duration.ofMillis(300))),
        "HINT b answers in 300 ms, and a in 2 ms");
    assertEquals("", of(a(), b().answeringIn(Duration.ofMillis(50))));
  }

  @Test
  void the_worst_comes_first() {
    List<Weight> weights =
        advice(
                OptionalLong.empty(),
                MethodSettings.DEFAULTS,
                a().closing(),
                b().dead("connection refused"))
            .stream()
            .map(Advice::weight)
            .toList();
    assertEquals(List.of(Weight.FAULT, Weight.WARNING, Weight.HINT), weights);
  }

  @Test
  void where_no_node_answers_each_is_a_fault() {
    assertEquals(
        2,
        advice(
                OptionalLong.of(1),
                MethodSettings.DEFAULTS,
                a().dead("no answer within 3000 ms"),
                b().dead("no answer within 3000 ms"))
            .size());
  }
}
