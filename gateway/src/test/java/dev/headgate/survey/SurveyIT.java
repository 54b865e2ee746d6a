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
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.survey.Survey.ChainReport;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.anvil.Anvil;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.SocketSettings;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import dev.headgate.wire.WireSockets;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nodes asked over real sockets: simulated ones with faults, a real one, and some that are none.
@ExtendWith(NoLeaks.class)
class SurveyIT {
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Simulation simulation =
      Simulation.of(CLOCK).chain("ethereum", 1, Duration.ofSeconds(12), 2).batchLimit(50).start();

  @AfterEach
  void end() {
    simulation.close();
  }

  private Node node(String name, Role role) {
    SimulatedNode simulated = simulation.node(name);
    return Node.of(name, role, simulated.uri()).withWs(simulated.wsUri());
  }

  private static ChainReport ask(Duration patience, Node... nodes) throws InterruptedException {
    List<Node> all = List.of(nodes);
    ChainSettings settings =
        new ChainSettings(
            new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), all),
            HealthSettings.DEFAULTS,
            MethodSettings.DEFAULTS);
    try (Loops loops = new Loops(1);
        Wire wire = new Wire(loops, all, CLOCK, (_, _) -> {}, (_, _) -> {});
        WireSockets sockets = new WireSockets(wire, all, SocketSettings.DEFAULTS)) {
      WireQuestions questions = new WireQuestions(wire, all);
      return new Survey(questions, sockets, CLOCK, patience).of(List.of(settings)).getFirst();
    }
  }

  private ChainReport askBoth() throws InterruptedException {
    return ask(PATIENCE, node("ethereum-a", Role.PRIMARY), node("ethereum-b", Role.STANDBY));
  }

  private static String said(ChainReport report) {
    return SurveyText.of(List.of(report));
  }

  @Test
  void two_good_nodes_are_known_by_all_they_can() throws Exception {
    ChainReport report = askBoth();
    NodeFacts a = report.nodes().getFirst();
    assertTrue(report.allServe(), said(report));
    assertEquals(OptionalLong.of(1), a.chainId());
    assertEquals(report.nodes().getLast().genesis(), a.genesis());
    assertTrue(a.genesis().isPresent());
    assertEquals(Optional.of("Simulated/ethereum-a/v1"), a.client());
    assertEquals(Optional.of(true), a.keepsAlive());
    assertEquals(Optional.of(new NodeFacts.Subscribed("")), a.socket());
    assertEquals(50, a.batch().orElseThrow().most(), "as it was started");
    assertEquals("all", a.state().orElseThrow().words());
    assertTrue(a.lacks().contains("debug_traceTransaction"));
    assertTrue(a.has().contains("eth_sendRawTransaction"));
    assertTrue(said(report).contains("write `batch: 50`"), said(report));
  }

  @Test
  void an_interview_sends_no_transaction_and_few_calls() throws Exception {
    askBoth();
    SimulatedNode a = simulation.node("ethereum-a");
    assertEquals(0, simulation.chain("ethereum").submissions());
    assertTrue(a.requests() <= 60, "requests: " + a.requests());
    assertTrue(a.connectionsOpened() <= 2, "one for HTTP, one for the WebSocket");
  }

  @ParameterizedTest
  @CsvSource({
    "kill, cannot be used (connection refused)",
    "http 403, cannot be used (HTTP status 403)",
    "garbage html, is this the address of a node?",
    "empty, is this the address of a node?",
    "wrong-chain 5, is on chain id 5",
    "reset 10, cannot be used",
  })
  void a_node_that_cannot_be_used_is_named(String fault, String expected) throws Exception {
    simulation.node("ethereum-b").fault(Fault.parse(fault));
    ChainReport report = askBoth();
    assertFalse(report.allServe());
    assertTrue(said(report).contains("error: ethereum-b"), said(report));
    assertTrue(said(report).contains(expected), said(report));
  }

  @ParameterizedTest
  @CsvSource({
    "lag 50, ethereum-b is 50 blocks behind ethereum-a",
    "no-socket, takes no subscription over its `ws`",
    "syncing, says that it is syncing",
    "missing-state, answers no eth_getBalance even at its head",
    "close-after-each, ends the connection after each answer",
  })
  void a_node_that_serves_badly_is_warned_of(String fault, String expected) throws Exception {
    simulation.node("ethereum-b").fault(Fault.parse(fault));
    ChainReport report = askBoth();
    assertTrue(report.allServe(), said(report));
    assertTrue(said(report).contains(expected), said(report));
  }

  @Test
  void a_node_that_hangs_holds_up_nobody_beyond_the_deadline() throws Exception {
    simulation.node("ethereum-b").fault(new Fault.Hang());
    ChainReport report = askBoth();
    assertTrue(said(report).contains("ethereum-b cannot be used (no answer within"), said(report));
    assertTrue(report.nodes().getFirst().answered(), "the other was asked all the same");
  }

  @Test
  void a_slow_node_runs_out_of_time_and_says_what_it_said() throws Exception {
    simulation.node("ethereum-b").fault(new Fault.Slow(Duration.ofMillis(150)));
    ChainReport report =
        ask(
            Duration.ofSeconds(2),
            node("ethereum-a", Role.PRIMARY),
            node("ethereum-b", Role.STANDBY));
    NodeFacts b = report.nodes().getLast();
    assertTrue(b.late());
    assertTrue(b.head().isPresent());
    assertTrue(said(report).contains("did not answer all questions in time"), said(report));
  }

  @Test
  void a_clock_that_is_off_is_seen_by_its_date() throws Exception {
    try (RawNode old =
        RawNode.of(line -> {
          while (true) {
            String answer = RawNode.result(line.request().id(), "\"0x1\"");
            String date = "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n";
            line.send(date + "Content-Length: " + answer.length() + "\r\n\r\n" + answer);
          }
        })) {
      ChainReport report = ask(PATIENCE, Node.of("old", Role.PRIMARY, old.uri()));
      Duration ahead = report.nodes().getFirst().clockAhead().orElseThrow();
      assertTrue(ahead.toDays() < -300, ahead.toString());
      assertTrue(said(report).contains("behind this machine's"), said(report));
    }
  }

  @Test
  void what_a_node_says_cannot_reach_the_terminal() throws Exception {
    try (RawNode rude =
        RawNode.of(line -> line.answerAll("\"\\u001b[2J" + "x".repeat(1000) + "\""))) {
      ChainReport report = ask(PATIENCE, Node.of("rude", Role.PRIMARY, rude.uri()));
      assertFalse(said(report).contains("\u001b"));
      assertTrue(said(report).lines().allMatch(line -> line.length() < 400), said(report));
    }
  }

  @Test
  void a_real_node_answers_all_questions() throws Exception {
    try (Anvil anvil = Anvil.start("survey", CLOCK.wall().getEpochSecond())) {
      Node node = Node.of("anvil", Role.PRIMARY, anvil.url()).withWs(anvil.ws());
      ChainReport report = ask(PATIENCE, node);
      NodeFacts facts = report.nodes().getFirst();
      assertEquals(OptionalLong.of(Anvil.CHAIN_ID), facts.chainId());
      assertTrue(facts.client().orElse("").startsWith("anvil/"), said(report));
      assertEquals(Optional.of(new NodeFacts.Subscribed("")), facts.socket());
      assertTrue(facts.has().containsAll(List.of("eth_call", "eth_getProof", "eth_feeHistory")));
      assertEquals(100, facts.batch().orElseThrow().most());
      assertFalse(facts.late());
      assertTrue(said(report).contains("is on chain id 31337, and ethereum has 1"), said(report));
    }
  }

  @Test
  void a_port_that_is_no_node_is_no_node() throws Exception {
    ChainReport report =
        ask(PATIENCE, Node.of("x", Role.PRIMARY, URI.create("http://127.0.0.1:1")));
    assertEquals(Optional.of("connection refused"), report.nodes().getFirst().unusable());
  }
}
