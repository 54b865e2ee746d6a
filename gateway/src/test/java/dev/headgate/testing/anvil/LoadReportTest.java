package dev.headgate.testing.anvil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadReportTest {

  private static LoadReport report(String... lines) {
    return new LoadReport(Stream.of(lines).map(CallRecord::parse).toList());
  }

  private static String head(long start, long end, String value) {
    return line("read", "eth_blockNumber", start, end, ",\"ok\":true,\"value\":\"" + value + "\"");
  }

  private static String line(String tag, String method, long start, long end, String rest) {
    return "{\"tag\":\"%s\",\"method\":\"%s\",\"due\":%d,\"start\":%d,\"end\":%d%s}"
        .formatted(tag, method, start, start, end, rest);
  }

  @Test
  void a_head_below_one_answered_before_the_call_went_backward() {
    assertEquals(
        List.of(
            "eth_blockNumber said 6 after 7, due 1970-01-01T00:00:00.011Z, sent 0.0 ms later, answered 9.0 ms later"),
        report(head(0, 10, "7"), head(11, 20, "6"), head(21, 30, "7")).headsBackward());
  }

  @Test
  void a_lower_head_of_a_call_that_had_begun_before_did_not_go_backward() {
    assertEquals(List.of(), report(head(0, 10, "7"), head(5, 20, "6")).headsBackward());
  }

  @Test
  void a_block_counts_as_a_head_by_its_number() {
    String block = ",\"ok\":true,\"value\":\"6 0xabc\",\"node\":\"b\"";
    assertEquals(
        List.of(
            "eth_getBlockByNumber said 6 after 7 (b), due 1970-01-01T00:00:00.011Z, sent 0.0 ms later, answered 9.0 ms later"),
        report(head(0, 10, "7"), line("read", "eth_getBlockByNumber", 11, 20, block))
            .headsBackward());
  }

  @Test
  void failed_calls_are_told_with_their_error() {
    String failed = ",\"ok\":false,\"error\":\"refused\"";
    LoadReport report =
        report(
            line("transaction", "eth_sendRawTransaction", 0, 9, failed),
            line("read", "eth_call", 0, 9, failed));
    assertEquals(List.of("eth_sendRawTransaction: refused", "eth_call: refused"), report.failed());
    assertEquals(List.of("eth_call: refused"), report.reads().failed());
    assertEquals(List.of(), report.transactionsAnswered());
  }

  @Test
  void a_stall_counts_from_when_the_call_was_due_and_is_not_a_pause_of_the_client() {
    LoadReport report =
        report(
            "{\"tag\":\"read\",\"method\":\"m\",\"due\":10,\"start\":40,\"end\":50,\"ok\":true}",
            line("pause", "", 0, 90, ",\"ok\":true"));
    assertEquals(40, report.longestStallMs());
    assertEquals(90, report.longestPauseMs());
    assertEquals(1, report.calls());
  }

  @Test
  void a_span_holds_the_calls_that_were_due_in_it() {
    LoadReport report = report(head(0, 10, "1"), head(10, 20, "1"), head(20, 30, "1"));
    assertEquals(1, report.between(Instant.ofEpochMilli(10), Instant.ofEpochMilli(20)).calls());
    assertEquals(1, report.inFlight(Instant.ofEpochMilli(10)));
  }

  @Test
  void the_answers_of_a_node_are_counted_within_a_span() {
    String byA = ",\"ok\":true,\"value\":\"0x1\",\"node\":\"a\"";
    LoadReport report =
        report(line("read", "eth_call", 0, 30, byA), line("read", "eth_call", 10, 20, byA));
    assertEquals(2, report.answeredBy("a", Instant.ofEpochMilli(0), Instant.ofEpochMilli(31)));
    assertEquals(1, report.answeredBy("a", Instant.ofEpochMilli(5), Instant.ofEpochMilli(31)));
    assertEquals(0, report.answeredBy("a", Instant.ofEpochMilli(5), Instant.ofEpochMilli(20)));
    assertEquals(0, report.answeredBy("b", Instant.ofEpochMilli(0), Instant.ofEpochMilli(31)));
    assertEquals(OptionalDouble.of(25), report.lastAnswerMs("a", Instant.ofEpochMilli(5)));
    assertEquals(OptionalDouble.empty(), report.lastAnswerMs("a", Instant.ofEpochMilli(31)));
  }
}
