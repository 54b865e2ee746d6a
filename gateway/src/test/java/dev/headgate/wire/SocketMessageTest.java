package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketMessageTest {

  private static Optional<SocketMessage> read(String text) {
    return SocketMessage.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String told(String text) {
    return read(text)
        .map(message ->
            switch (message) {
              case SocketMessage.Answer a -> a.id() + " " + a.text().orElse("-") + error(a);
              case SocketMessage.News n ->
                  n.subscription() + " " + new String(n.result(), StandardCharsets.UTF_8);
              case SocketMessage.Other _ -> "other";
            })
        .orElse("garbage");
  }

  private static String error(SocketMessage.Answer answer) {
    return answer.error().isPresent() ? " error " + answer.error().getAsLong() : "";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":7,\"result\":\"0xab\"} | 7 0xab",
        "{\"result\":[1,{\"id\":9}],\"id\":7,\"more\":{\"id\":8}} | 7 -",
        "{\"id\":7,\"error\":{\"data\":{\"code\":1},\"message\":\"\",\"code\":-32601}} | 7 - error -32601",
        "{\"id\":7,\"error\":{}} | 7 - error 0",
        "{\"id\":7,\"error\":\"no\"} | 7 - error 0",
        "{\"id\":7,\"error\":null,\"result\":\"a\"} | 7 a",
        "{\"id\":\"7\",\"result\":\"a\"} | other",
        "{\"id\":7.0,\"result\":\"a\"} | other",
        "{\"id\":99999999999999999999,\"result\":\"a\"} | other",
        "{} | other",
      })
  void answers_are_told_by_their_id(String text, String told) {
    assertEquals(told, told(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{ \"a\" : [1, 2 ] }", "\"text with \\\" and é\"", "12", "null", "[]", "1.50e3"})
  void the_bytes_of_news_stay_as_they_are(String result) {
    String params = "{\"subscription\":\"0x1\",\"result\": " + result + " }";
    assertEquals(
        "0x1 " + result, told("{\"method\":\"eth_subscription\",\"params\":" + params + "}"));
    assertEquals(
        "0x1 " + result,
        told("{\"params\":" + params + ",\"method\":\"eth_subscription\",\"jsonrpc\":\"2.0\"}"),
        "in any order");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"eth_subscription\"}",
        "{\"method\":\"eth_subscription\",\"params\":[]}",
        "{\"method\":\"eth_subscription\",\"params\":{\"subscription\":1,\"result\":1}}",
        "{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"1\"}}",
        "{\"method\":\"other\",\"params\":{\"subscription\":\"1\",\"result\":1}}",
      })
  void news_of_nothing_are_passed_over(String text) {
    assertEquals("other", told(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "[]",
        "[{\"id\":1,\"result\":1}]",
        "1",
        "{\"id\":1",
        "{\"id\":1}{}",
        "{\"id\":1} x",
        "{\"id\":01}",
        "{\"params\":{\"result\":\"\u0001\"}}",
      })
  void what_is_no_json_object_is_garbage(String text) {
    assertEquals("garbage", told(text));
  }

  @Test
  void what_nests_without_end_is_garbage() {
    assertTrue(read("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").isEmpty());
  }
}
