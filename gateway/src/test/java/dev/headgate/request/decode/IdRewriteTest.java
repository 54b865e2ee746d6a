package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdRewriteTest {
  private static final ByteBufAllocator ALLOCATOR = ByteBufAllocator.DEFAULT;

  /// Below and above what is copied.
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 8_000, 8_192, 100_000})
  void a_call_goes_out_under_another_id_and_its_answer_comes_back_under_its_own(int size) {
    String id = "\"\\u00e4" + "é".repeat(size / 2) + "\"";
    String params = "[\"" + "f".repeat(size) + "\"]";
    String call =
        "{ \"id\" : " + id + " ,\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":" + params + "}";
    String result = "{\"result\":\"" + "e".repeat(size) + "\",\"id\": 42 }";
    List<ByteBuf> bodies = Bytes.everyKind(Bytes.utf8(" [" + call + "]"));
    List<ByteBuf> answers = Bytes.everyKind(Bytes.utf8("\n" + result + "\n"));
    for (int i = 0; i < bodies.size(); i++) {
      ByteBuf body = bodies.get(i);
      ByteBuf answer = answers.get(i);
      Call read = batched(body);
      assertEquals(
          call.replace(id, "42"), Bytes.text(IdRewrite.outgoing(ALLOCATOR, body, read, 42)));
      Answer spans = AnswerReader.single(answer, 10);
      assertEquals(
          result.replace("42", id),
          Bytes.text(IdRewrite.restored(ALLOCATOR, answer, spans, body, read)));
      assertEquals(1, body.refCnt());
      assertEquals(1, answer.refCnt());
      body.release();
      answer.release();
    }
  }

  @Test
  void what_was_made_outlives_what_it_was_made_of() {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\""
            + "m".repeat(200)
            + "\",\"params\":[\""
            + "f".repeat(20_000)
            + "\"]}";
    ByteBuf body = ALLOCATOR.buffer().writeBytes(Bytes.utf8(call));
    ByteBuf outgoing = IdRewrite.outgoing(ALLOCATOR, body, single(body), Long.MAX_VALUE);
    body.release();
    assertEquals(call.replace(":null", ":9223372036854775807"), Bytes.text(outgoing));
    assertEquals(0, body.refCnt());
  }

  @Test
  void an_error_gets_the_client_s_id_too_also_for_null() {
    ByteBuf body = Bytes.of("{\"jsonrpc\":\"2.0\",\"id\":1.50,\"method\":\"a\"}");
    ByteBuf answer = Bytes.of("{\"id\":null,\"error\":{\"code\":1}}");
    ByteBuf restored =
        IdRewrite.restored(ALLOCATOR, answer, AnswerReader.single(answer, 9), body, single(body));
    assertEquals("{\"id\":1.50,\"error\":{\"code\":1}}", Bytes.text(restored));
  }

  @Test
  void a_notification_goes_out_as_it_is_and_has_no_answer() {
    ByteBuf body = Bytes.of(" {\"jsonrpc\":\"2.0\",\"method\":\"a\"} ");
    Call call = single(body);
    assertEquals(
        "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}",
        Bytes.text(IdRewrite.outgoing(ALLOCATOR, body, call, 1)));
    ByteBuf answer = Bytes.of("{\"id\":1,\"result\":1}");
    Answer spans = AnswerReader.single(answer, 9);
    assertThrows(
        IllegalArgumentException.class,
        () -> IdRewrite.restored(ALLOCATOR, answer, spans, body, call));
  }

  @Test
  void a_malformed_answer_is_not_restored() {
    ByteBuf body = Bytes.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}");
    Call call = single(body);
    Answer malformed = new Answer.Malformed("HTML");
    assertThrows(
        IllegalArgumentException.class,
        () -> IdRewrite.restored(ALLOCATOR, body, malformed, body, call));
  }

  private static Call batched(ByteBuf body) {
    return (Call)
        ((Request.Batch) CallReader.read(body, new ReadLimits(9, 9))).elements().getFirst();
  }

  private static Call single(ByteBuf body) {
    return (Call) ((Request.Single) CallReader.read(body, new ReadLimits(9, 9))).element();
  }
}
