package dev.headgate.simulate.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Received;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {

  @Test
  void a_rising_head_is_innocent() {
    Findings found = check(head("alice", "1", 0, 1, 100), head("alice", "2", 2, 3, 101));
    assertTrue(found.isInnocent());
    assertEquals(2, found.answered());
  }

  @Test
  void a_head_lower_than_one_read_before_is_guilty() {
    ClientCall guilty = head("alice", "2", 2, 3, 99);
    assertEquals(List.of(guilty), check(head("alice", "1", 0, 1, 100), guilty).backward());
  }

  @Test
  void a_head_read_at_the_very_moment_of_asking_counts_as_read_before() {
    ClientCall guilty = head("alice", "2", 1, 3, 99);
    assertEquals(List.of(guilty), check(head("alice", "1", 0, 1, 100), guilty).backward());
  }

  @Test
  void two_calls_under_way_at_once_prove_nothing() {
    assertTrue(check(head("alice", "1", 0, 5, 100), head("alice", "2", 2, 6, 99)).isInnocent());
  }

  @Test
  void a_high_head_long_ago_convicts_though_lower_ones_came_between() {
    Findings found =
        check(
            head("alice", "1", 0, 1, 100),
            head("alice", "2", 2, 3, 98),
            head("alice", "3", 4, 5, 99));
    assertEquals(2, found.backward().size());
  }

  @Test
  void what_another_client_saw_does_not_matter() {
    assertTrue(check(head("alice", "1", 0, 1, 100), head("bob", "2", 2, 3, 99)).isInnocent());
  }

  @Test
  void an_answer_too_far_behind_the_freshest_head_is_stale() {
    HistoryChecker checker = HistoryChecker.plain().freshest(nanos -> 100 + nanos).staleFrom(3);
    ClientCall fresh = head("alice", "1", 0, 1, 98);
    ClientCall stale = head("bob", "2", 10, 11, 107);
    assertEquals(List.of(stale), checker.check(List.of(fresh, stale), List.of()).stale());
  }

  @Test
  void a_write_received_by_two_nodes_is_doubled() {
    ClientCall write = ClientCall.answered("alice", "7", "eth_sendTransaction", 0, 1, "\"0x1\"");
    Findings found = check(List.of(write), List.of(received("7"), received("7")));
    assertEquals(Map.of("7", 2), found.doubledWrites());
    assertFalse(found.isInnocent());
  }

  @Test
  void a_write_received_twice_by_one_node_is_doubled_even_when_it_failed() {
    ClientCall write = ClientCall.failed("alice", "7", "eth_sendTransaction", 0, 1, "reset");
    assertEquals(
        Map.of("7", 2), check(List.of(write), List.of(received("7", "7"))).doubledWrites());
  }

  @Test
  void a_repeated_read_is_none_of_our_business() {
    assertTrue(
        check(List.of(head("alice", "7", 0, 1, 9)), List.of(received("7", "7"))).isInnocent());
  }

  @Test
  void a_raw_transaction_may_be_repeated_and_is_counted() {
    ClientCall raw = ClientCall.answered("alice", "7", "eth_sendRawTransaction", 0, 1, "\"0x1\"");
    Findings found = check(List.of(raw), List.of(received("7"), received("7")));
    assertTrue(found.isInnocent());
    assertEquals(Map.of("7", 2), found.repeated());
  }

  @Test
  void a_write_that_was_confirmed_and_reached_no_node_is_lost() {
    ClientCall raw = ClientCall.answered("alice", "7", "eth_sendRawTransaction", 0, 1, "\"0x1\"");
    assertEquals(List.of(raw), check(List.of(raw), List.of(received("8"))).lost());
  }

  @Test
  void a_result_that_belongs_to_another_call_is_foreign() {
    HistoryChecker checker =
        HistoryChecker.plain().belongs((call, json) -> json.equals("\"" + call.tag() + "\""));
    ClientCall own = ClientCall.answered("alice", "1", "eth_call", 0, 1, "\"1\"");
    ClientCall swapped = ClientCall.answered("alice", "2", "eth_call", 0, 1, "\"3\"");
    assertEquals(List.of(swapped), checker.check(List.of(own, swapped), List.of()).foreign());
  }

  @Test
  void failures_and_silence_are_counted_apart() {
    Findings found =
        check(
            ClientCall.failed("alice", "1", "eth_call", 0, 1, "503"),
            ClientCall.unanswered("alice", "2", "eth_call", 0));
    assertEquals(0, found.answered());
    assertEquals(1, found.failed().size());
    assertEquals(1, found.unanswered().size());
    assertEquals(
        "attempted 2, answered 0, failed 1, unknown 0, unanswered 1, backward 0, stale 0, doubled 0, repeated 0, lost 0, foreign 0",
        found.line());
  }

  @Test
  void an_answer_with_the_id_of_another_call_is_foreign_and_no_answer() {
    ClientCall stray = ClientCall.stray("alice", "1", "eth_call", 0, 1, "{\"id\":2}");
    Findings found = check(stray);
    assertEquals(List.of(stray), found.foreign());
    assertEquals(0, found.answered());
    assertEquals(1, found.attempted());
    assertFalse(found.isInnocent());
  }

  @Test
  void a_write_of_unknown_fate_may_have_reached_a_node_or_not() {
    ClientCall unknown = ClientCall.unknown("alice", "1", "eth_sendTransaction", 0, 1, "reset");
    Findings found = check(unknown);
    assertEquals(List.of(unknown), found.unknown());
    assertTrue(found.isInnocent());
    assertTrue(check(List.of(unknown), List.of(received("1"))).isInnocent());
    assertFalse(check(List.of(unknown), List.of(received("1", "1"))).isInnocent());
  }

  @Test
  void attempts_count_what_nodes_received_of_clients_and_no_probe() {
    List<ClientCall> calls = List.of(head("alice", "1", 0, 1, 9), head("alice", "2", 0, 1, 9));
    Findings found =
        check(calls, List.of(received("1", "1", "2", "probe"), received("1", "probe")));
    assertEquals(new Findings.Attempts(4, 3), found.attempts());
    assertEquals(2.0, found.attempts().per(2));
  }

  @Test
  void the_guilty_are_named() {
    ClientCall write = ClientCall.answered("bob", "7", "eth_sendTransaction", 0, 1, "\"0x1\"");
    List<String> guilty = check(List.of(write), List.of(received("7", "7"))).guilty();
    assertEquals(List.of("doubled write: 7 was received 2 times"), guilty);
    assertEquals(List.of(), check(head("alice", "1", 0, 1, 100)).guilty());
    assertEquals(1, check(head("a", "1", 0, 1, 100), head("a", "2", 2, 3, 99)).guilty().size());
  }

  @Test
  void equal_tags_are_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> check(head("alice", "1", 0, 1, 100), head("bob", "1", 2, 3, 99)));
  }

  private static ClientCall head(String client, String tag, long sent, long ended, long head) {
    return ClientCall.answered(
        client, tag, "eth_blockNumber", sent, ended, "\"0x" + Long.toHexString(head) + "\"");
  }

  private static List<Received> received(String... ids) {
    return Arrays.stream(ids).map(id -> new Received(id, "any", 1, 0)).toList();
  }

  private static Findings check(ClientCall... history) {
    return check(Arrays.asList(history), List.of());
  }

  private static Findings check(List<ClientCall> history, List<List<Received>> logs) {
    return HistoryChecker.plain().check(history, logs);
  }
}
