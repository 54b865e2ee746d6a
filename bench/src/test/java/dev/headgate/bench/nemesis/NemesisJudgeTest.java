package dev.headgate.bench.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.load.EndedCall;
import dev.headgate.bench.nemesis.ChainRun.Change;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import java.util.List;
import org.junit.jupiter.api.Test;

class NemesisJudgeTest {
  private static final NemesisJudge JUDGE = new NemesisJudge(50, 0);

  @Test
  void a_node_in_trouble_may_be_left_and_returned_to() {
    assertEquals(
        List.of(),
        guilty(
            List.of(call(1, "eth_call", "")),
            new Change(110, "a", "b", "hangs"),
            new Change(300, "b", "a", "returns")));
  }

  @Test
  void also_shortly_after_it() {
    assertEquals(List.of(), guilty(List.of(call(1, "eth_call", "")), change(250)));
  }

  @Test
  void but_neither_before_nor_long_after() {
    assertTrue(guilty(List.of(), change(99)).getFirst().contains("nothing was wrong"));
    assertTrue(guilty(List.of(), change(251)).getFirst().contains("nothing was wrong"));
  }

  @Test
  void the_first_choice_leaves_nobody() {
    assertEquals(List.of(), guilty(List.of(), new Change(1, "", "b", "first")));
  }

  @Test
  void a_read_must_not_fail_and_an_unrepeatable_write_may() {
    assertEquals(List.of(), guilty(List.of(call(1, "eth_sendTransaction", "reset"))));
    List<String> guilty = guilty(List.of(call(1, "eth_sendRawTransaction", "reset")));
    assertEquals("x: 1 calls failed that could be repeated", guilty.getFirst());
    assertEquals(2, guilty.size());
  }

  @Test
  void in_the_end_the_primary_serves() {
    ChainRun run =
        new ChainRun(
            "x",
            "a",
            List.of(),
            HistoryChecker.plain(),
            List.of(),
            NemesisJudgeTest::trouble,
            List.of(),
            "b");
    assertTrue(JUDGE.of(run).guilty().getFirst().contains("a does not serve, but b"));
  }

  private static List<Span> trouble(String node) {
    return node.equals("a") ? List.of(new Span(100, 200)) : List.of();
  }

  private static Change change(long at) {
    return new Change(at, "a", "b", "why");
  }

  private static List<String> guilty(List<EndedCall> calls, Change... changes) {
    return JUDGE
        .of(
            new ChainRun(
                "x",
                "a",
                calls,
                HistoryChecker.plain(),
                List.of(),
                NemesisJudgeTest::trouble,
                List.of(changes),
                "a"))
        .guilty();
  }

  private static EndedCall call(long tag, String method, String failure) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":" + tag + ",\"result\":\"0x1\"}";
    boolean failed = !failure.isEmpty();
    return new EndedCall(
        tag, 1, 0, method, 0, 0, 1, failure, failed ? 0 : 200, "", failed ? "" : body);
  }
}
