package dev.headgate.health.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.Observation;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The sentences that a person reads.
class HealthLogTest {
  private static final Node A = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private static final Node B = Node.of("b", Role.STANDBY, URI.create("http://127.0.0.1:2"));
  private static final Chain CHAIN =
      new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, B));

  private final ManualClock clock = new ManualClock();
  private Judge judge = new Judge(CHAIN, HealthSettings.DEFAULTS);
  private final HealthBoard board = new HealthBoard(List.of(CHAIN), clock.instant());
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private ChainState state = judge.first(clock.instant());

  HealthLogTest() {
    Logger logger = new LoggerContext().getLogger("headgate.health");
    lines.start();
    logger.addAppender(lines);
    board.listen(new HealthLog(logger));
  }

  private Stream<Observation> good(Node node, long chainId) {
    return Stream.of(
        new Observation.Identity(node, clock.instant(), chainId, Optional.of("0x01")),
        new Observation.Head(node, clock.instant(), 100, "0x02", "0x03", 1_793_491_200, 1));
  }

  private Stream<Observation> bad(Node node) {
    return Stream.of(new Observation.Silent(node, clock.instant(), "connection refused", true));
  }

  private List<String> after(Stream<Observation> a, Stream<Observation> b) {
    lines.list.clear();
    state = judge.next(state, Stream.concat(a, b).toList(), clock.instant());
    board.publish(state.picture());
    clock.advance(Duration.ofSeconds(1));
    return lines.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  @Test
  void each_change_is_one_sentence_and_what_stays_is_none() {
    assertEquals(List.of(), after(Stream.of(), Stream.of()));
    assertEquals(List.of("INFO ethereum: a serves"), after(good(A, 1), good(B, 1)));
    assertEquals(List.of(), after(good(A, 1), good(B, 1)));
    assertEquals(List.of(), after(bad(A), good(B, 1)), "one lost probe is no news");
    assertEquals(
        List.of(
            "WARN ethereum: a is unfit: unreachable: connection refused (2 probes)",
            "WARN ethereum: b takes over from a, which is unreachable: connection refused"
                + " (2 probes)",
            "WARN ethereum: no standby is ready: the next failure has nowhere to go"),
        after(bad(A), good(B, 1)));
    assertEquals(List.of(), after(bad(A), good(B, 1)), "said once");
    assertEquals(List.of(), after(good(A, 1), good(B, 1)));
    assertEquals(
        List.of("INFO ethereum: a is fit again", "INFO ethereum: a standby is ready"),
        after(good(A, 1), good(B, 1)));
  }

  @Test
  void a_chain_with_nobody_fit_is_degraded_and_says_so() {
    after(good(A, 1), good(B, 1));
    after(bad(A), bad(B));
    assertEquals(
        List.of(
            "WARN ethereum: a is unfit: unreachable: connection refused (2 probes)",
            "WARN ethereum: b is unfit: unreachable: connection refused (2 probes)",
            "WARN ethereum: degraded: no node is fit, a serves as the least bad: unreachable:"
                + " connection refused (2 probes)",
            "WARN ethereum: no standby is ready: the next failure has nowhere to go"),
        after(bad(A), bad(B)));
  }

  @Test
  void a_standby_without_the_websocket_that_the_active_one_has_is_named() {
    Node pushes = A.withWs(URI.create("ws://127.0.0.1:3"));
    judge =
        new Judge(
            new Chain(CHAIN.name(), CHAIN.chainId(), CHAIN.blockTime(), List.of(pushes, B)),
            HealthSettings.DEFAULTS);
    state = judge.first(clock.instant());
    after(good(pushes, 1), good(B, 1));
    assertEquals(
        List.of(
            "WARN ethereum: no standby is ready: b lacks what the active node has: a WebSocket"),
        after(Stream.of(new Observation.Socket(pushes, clock.instant(), true)), Stream.of()));
  }

  @Test
  void a_chain_that_stands_still_is_said_once_and_when_it_goes_on() {
    after(good(A, 1), good(B, 1));
    for (int second = 0; second < 119; second++) {
      assertEquals(List.of(), after(good(A, 1), good(B, 1)));
    }
    after(good(A, 1), good(B, 1));
    assertEquals(
        List.of(
            "WARN ethereum: stalled: every fit node has long stood at its head, so it is the chain or"
                + " what feeds the nodes; none is left for it"),
        after(good(A, 1), good(B, 1)));
    assertEquals(List.of(), after(good(A, 1), good(B, 1)));
    assertEquals(
        List.of("INFO ethereum: the chain goes on"),
        after(head(A, 101, "0x03", "0x02"), head(B, 101, "0x03", "0x02")));
  }

  @Test
  void forks_are_an_alarm_of_their_own() {
    after(good(A, 1), good(B, 1));
    assertEquals(List.of(), after(head(A, 101, "0x101", "0x02"), head(B, 101, "0xb101", "0x02")));
    assertEquals(
        List.of(), after(head(A, 102, "0x102", "0x101"), head(B, 102, "0xb102", "0xb101")));
    assertEquals(
        List.of(
            "WARN ethereum: b is unfit: on another fork: block 101 is 0xb101, and 0x101 at a;"
                + " 3 blocks deep",
            "WARN ethereum: no standby is ready: the next failure has nowhere to go",
            "WARN ethereum: fork: the nodes are on different forks of the chain; a's side is kept"),
        after(head(A, 103, "0x103", "0x102"), head(B, 103, "0xb103", "0xb102")));
    assertEquals(
        List.of(
            "INFO ethereum: b is fit again",
            "INFO ethereum: a standby is ready",
            "INFO ethereum: one fork again"),
        after(head(A, 104, "0x104", "0x103"), head(B, 104, "0x104", "0x103")));
  }

  private Stream<Observation> head(Node node, long number, String hash, String parent) {
    return Stream.of(
        new Observation.Identity(node, clock.instant(), 1, Optional.of("0x01")),
        new Observation.Head(node, clock.instant(), number, hash, parent, 1_793_491_200, 1));
  }

  @Test
  void a_node_of_another_chain_is_named_from_the_start() {
    assertEquals(
        List.of(
            "WARN ethereum: b is never served from: wrong chain: chain id is 5, not 1",
            "INFO ethereum: a serves"),
        after(good(A, 1), good(B, 5)));
  }

  @Test
  void the_facts_stand_beside_the_sentence() {
    after(good(A, 1), good(B, 1));
    after(bad(A), good(B, 1));
    after(bad(A), good(B, 1));
    Map<String, Object> facts =
        lines.list.get(1).getKeyValuePairs().stream()
            .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    assertEquals(
        Map.of(
            "event", "failover",
            "chain", "ethereum",
            "from", "a",
            "to", "b",
            "reason", "unreachable",
            "detectMs", 1000L),
        facts);
  }
}
