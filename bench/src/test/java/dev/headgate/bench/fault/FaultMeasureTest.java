package dev.headgate.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.load.EndedCall;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FaultMeasureTest {
  /// A run that began at zero, its fault on from the second to the fourth second.
  private static final FaultMeasure MEASURE =
      new FaultMeasure(
          "Headgate", "hang", 0, new Span(ms(2000), ms(4000)), "a", call -> call.header("Node"));

  @Test
  void a_node_is_left_with_its_last_answer() {
    FaultResult result =
        measure(call(1, 1990, 2, "a"), call(2, 2100, 3, "a"), call(3, 2300, 4, "b"));
    assertEquals(103, result.leaveMs(), 0.01);
    assertEquals(0, result.slow());
    assertEquals(2, result.usualStallMs() + result.stallMs() - 4, 2.01);
  }

  @Test
  void or_when_the_last_call_was_due_that_suffered() {
    FaultResult result =
        measure(call(1, 2100, 900, "b"), lost(2, 2400, 10_000), call(3, 2600, 4, "b"));
    assertEquals(400, result.leaveMs(), 0.01);
    assertEquals(2, result.slow());
    assertEquals(1, result.failed());
    assertEquals(1, result.unknown());
    assertEquals(10_000, result.stallMs(), 0.01);
    assertTrue(result.firstFailures().getFirst().contains("no answer"), result::toString);
  }

  @Test
  void it_returns_with_its_first_answer_to_a_call_sent_after_the_fault() {
    FaultResult result =
        measure(call(1, 3900, 200, "a"), call(2, 5000, 5, "b"), call(3, 6000, 5, "a"));
    assertEquals(2005, result.returnMs().orElseThrow(), 0.01);
    assertEquals(OptionalDouble.empty(), measure(call(1, 5000, 5, "b")).returnMs());
  }

  @Test
  void moments_are_tenths_of_a_second() {
    FaultResult result = measure(call(1, 10, 2, "a"), call(2, 20, 8, "a"), lost(3, 250, 50));
    assertEquals(3, result.moments().size());
    assertEquals(new FaultResult.Moment(0, 2, 8, 8, 0), result.moments().getFirst());
    assertEquals(0, result.moments().get(1).calls());
    assertEquals(1, result.moments().get(2).failed());
  }

  @Test
  void attempts_are_read_from_the_receive_logs() {
    List<Received> log =
        List.of(received(1), received(1), received(2), new Received("5", "probe", 1, 0));
    FaultResult result =
        MEASURE.of(
            List.of(call(1, 10, 2, "a"), call(2, 20, 8, "a")),
            HistoryChecker.plain(),
            List.of(log),
            OptionalDouble.empty());
    assertEquals(1.5, result.attempts().orElseThrow());
    assertEquals(2, result.mostAttempts());
  }

  private static FaultResult measure(EndedCall... calls) {
    return MEASURE.of(List.of(calls), HistoryChecker.plain(), List.of(), OptionalDouble.empty());
  }

  private static Received received(long tag) {
    return new Received(Long.toString(tag), "eth_call", 1, 0);
  }

  private static EndedCall call(long tag, long due, long took, String node) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":" + tag + ",\"result\":\"0x1\"}";
    return new EndedCall(
        tag,
        1,
        0,
        "eth_call",
        ms(due),
        ms(due),
        ms(due + took),
        "",
        200,
        "HTTP/1.1 200 OK\r\nNode: " + node,
        body);
  }

  private static EndedCall lost(long tag, long due, long took) {
    return new EndedCall(
        tag, 1, 0, "eth_call", ms(due), ms(due), ms(due + took), "no answer", 0, "", "");
  }

  private static long ms(long millis) {
    return millis * 1_000_000;
  }
}
