package dev.headgate.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class AnswerScannerTest {
  private static final long TAG = 1_234_567_890_123L;

  private static String answer(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String result(long id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"0x1\"}";
  }

  private static String judged(String http, int calls) throws BadAnswer {
    AnswerScanner whole = scanner(calls);
    assertTrue(whole.feed(Unpooled.copiedBuffer(http, ISO_8859_1)), "whole in one piece");
    AnswerScanner bytewise = scanner(calls);
    for (int i = 0; i < http.length(); i++) {
      boolean last = bytewise.feed(Unpooled.copiedBuffer(http.substring(i, i + 1), ISO_8859_1));
      assertEquals(i == http.length() - 1, last, "whole at its last byte");
    }
    assertEquals(whole.judge(), bytewise.judge(), "however it is cut");
    return whole.judge();
  }

  private static AnswerScanner scanner(int calls) {
    AnswerScanner scanner = new AnswerScanner(new byte[64 << 10], 1000);
    scanner.begin(TAG, calls);
    return scanner;
  }

  @Test
  void a_result_of_the_calls_own_id_is_good() throws Exception {
    assertEquals("", judged(answer(result(TAG)), 1));
  }

  @Test
  void an_id_at_the_end_of_a_long_answer_is_found() throws Exception {
    String body = "{\"result\":\"" + "a".repeat(5000) + "\", \"id\": " + TAG + "}";
    assertEquals("", judged(answer(body), 1));
  }

  @Test
  void another_calls_answer_is_told_from_ones_own() throws Exception {
    assertEquals("another call's answer", judged(answer(result(TAG + 1)), 1));
  }

  @Test
  void an_answer_without_the_id_is_none() throws Exception {
    assertEquals("an answer without its id", judged(answer("{\"result\":\"0x1\"}"), 1));
  }

  @Test
  void an_error_fails_the_call_with_its_code() throws Exception {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":" + TAG + ",\"error\":{\"code\":-32005}}";
    assertEquals("error -32005 (HTTP 200)", judged(answer(body), 1));
  }

  @Test
  void the_word_error_inside_a_result_is_no_error() throws Exception {
    String body = "{\"id\":" + TAG + ",\"jsonrpc\":\"2.0\",\"result\":{\"error\":\"reverted\"}}";
    assertEquals("", judged(answer(body), 1));
  }

  @Test
  void a_status_other_than_200_fails() throws Exception {
    assertEquals("HTTP 503", judged("HTTP/1.1 503 Busy\r\ncontent-length:0\r\n\r\n", 1));
  }

  @Test
  void a_batch_needs_all_its_ids_in_order() throws Exception {
    assertEquals("", judged(answer("[" + result(TAG) + "," + result(TAG + 1) + "]"), 2));
    assertEquals("an answer without its id", judged(answer("[" + result(TAG) + "]"), 2));
    assertEquals(
        "another call's answer",
        judged(answer("[" + result(TAG + 1) + "," + result(TAG) + "]"), 2));
  }

  @Test
  void chunks_are_put_together() throws Exception {
    String body = result(TAG);
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n"
            + body.substring(0, 10)
            + "\r\n"
            + Integer.toHexString(body.length() - 10)
            + "\r\n"
            + body.substring(10)
            + "\r\n0\r\n\r\n";
    assertEquals("", judged(chunked, 1));
  }

  @Test
  void a_body_without_a_length_ends_with_its_connection() throws Exception {
    AnswerScanner scanner = scanner(1);
    String http = "HTTP/1.1 200 OK\r\n\r\n" + result(TAG);
    assertFalse(scanner.feed(Unpooled.copiedBuffer(http, ISO_8859_1)));
    assertTrue(scanner.endedByClose());
    assertEquals("", scanner.judge());
    assertTrue(scanner.lastOfConnection());
  }

  @Test
  void connection_close_is_heard() throws Exception {
    AnswerScanner scanner = scanner(1);
    String http = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    assertTrue(scanner.feed(Unpooled.copiedBuffer(http, ISO_8859_1)));
    assertTrue(scanner.lastOfConnection());
  }

  @Test
  void what_is_no_http_is_refused() {
    for (String bad :
        new String[] {
          "SSH-2.0-OpenSSH_9.2 and more\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          answer(result(TAG)) + "more"
        }) {
      assertThrows(
          BadAnswer.class, () -> scanner(1).feed(Unpooled.copiedBuffer(bad, ISO_8859_1)), bad);
    }
  }

  @Test
  void what_is_kept_is_the_heads_text_and_the_bodys_beginning() throws Exception {
    AnswerScanner scanner = new AnswerScanner(new byte[1024], 20);
    scanner.begin(TAG, 1);
    scanner.feed(Unpooled.copiedBuffer(answer(result(TAG)), ISO_8859_1));
    assertTrue(scanner.headText().startsWith("HTTP/1.1 200 OK\r\n"));
    assertEquals(result(TAG).substring(0, 20), scanner.bodyText());
  }
}
