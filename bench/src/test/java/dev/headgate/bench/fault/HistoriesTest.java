package dev.headgate.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.headgate.bench.load.EndedCall;
import dev.headgate.simulate.check.ClientCall;
import org.junit.jupiter.api.Test;

class HistoriesTest {
  @Test
  void a_result_is_an_answer() {
    ClientCall.Ending ending =
        ending("", 200, 5, "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"0x1\"}");
    assertEquals(new ClientCall.Result("\"0x1\""), ending);
  }

  @Test
  void an_answer_with_another_id_is_a_stray() {
    assertInstanceOf(
        ClientCall.Stray.class,
        ending("wrong id", 200, 5, "{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":\"0x1\"}"));
  }

  @Test
  void an_error_is_a_failure_also_without_an_id() {
    assertInstanceOf(
        ClientCall.Failure.class,
        ending("error", 503, 5, "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32005}}"));
    assertInstanceOf(
        ClientCall.Failure.class,
        ending("error", 200, 5, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700}}"));
    assertInstanceOf(ClientCall.Failure.class, ending("status", 502, 5, "<html>Bad Gateway"));
  }

  @Test
  void what_was_sent_and_got_no_word_is_unknown() {
    assertInstanceOf(ClientCall.Unknown.class, ending("closed", 0, 5, ""));
    assertInstanceOf(
        ClientCall.Unknown.class,
        ending(
            "error",
            200,
            5,
            "{\"id\":7,\"error\":{\"code\":-32000,\"data\":{\"submitted\":\"unknown\"}}}"));
    assertInstanceOf(ClientCall.Unknown.class, ending("status", 504, 5, "{}"));
  }

  @Test
  void what_was_never_sent_has_failed() {
    assertInstanceOf(ClientCall.Failure.class, ending("not sent", 0, -1, ""));
  }

  private static ClientCall.Ending ending(String failure, int status, long sent, String body) {
    EndedCall call =
        new EndedCall(7, 1, 0, "eth_call", 4, sent, 9, failure, status, "HTTP/1.1 " + status, body);
    return Histories.of("c", call).ending();
  }
}
