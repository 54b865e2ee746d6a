package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.decode.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParcelTest {
  private static final UnpooledByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

  /// What is sent for a request, and to which of its calls an answer with an id belongs.
  private record Sent(String text, boolean rewritten, Parcel parcel, ByteBuf request) {

    static Sent of(String json) {
      ByteBuf request = bytes(json);
      Parcel parcel = parcelOf(request);
      return new Sent(textOf(parcel.bytes()), parcel.rewritten(), parcel, request);
    }

    int placeOf(String id) {
      ByteBuf answer = bytes("  " + id + " ");
      int place = parcel.placeOf(answer, 2, 2 + id.length());
      answer.release();
      return place;
    }

    /// Everything is given back, and only once.
    void end() {
      parcel.release();
      assertEquals(1, request.refCnt(), "the client's body is its owner's");
      request.release();
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static String textOf(ByteBuf bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Parcel parcelOf(ByteBuf request) {
    return switch (CallReader.read(request, new ReadLimits(50, 100))) {
      case Request.Batch(var elements) ->
          Parcel.batch(request, elements.stream().map(Call.class::cast).toList(), ALLOC);
      case Request.Single(var element) -> Parcel.single(request, (Call) element, ALLOC);
      case Request.Refused(var error) -> throw new AssertionError(error.message());
    };
  }

  private static String call(String id) {
    return "{ \"method\":\"eth_call\", \"id\":" + id + ",\"params\":[1.50],\"jsonrpc\":\"2.0\"}";
  }

  private static String notification() {
    return "{\"method\":\"eth_call\",\"params\":[],\"jsonrpc\":\"2.0\"}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "123456789012345", "\"abc\"", "\"\""})
  void a_call_with_a_plain_id_goes_as_it_came(String id) {
    Sent sent = Sent.of("  " + call(id) + " \n");
    assertEquals(call(id), sent.text());
    assertFalse(sent.rewritten());
    assertEquals(0, sent.placeOf(id));
    assertEquals(-1, sent.placeOf("7"));
    assertEquals(-1, sent.placeOf("null"));
    sent.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "1.50", "1e2", "-1", "12345678901234567890", "\"\\u0041\"", "\"\u00e4\""})
  void a_call_with_an_id_that_nodes_spell_otherwise_goes_with_another(String id) {
    Sent sent = Sent.of(call(id));
    assertEquals(call("0"), sent.text());
    assertTrue(sent.rewritten());
    assertEquals(0, sent.placeOf("0"));
    assertEquals(-1, sent.placeOf(id));
    sent.end();
  }

  @Test
  void an_answer_without_an_id_is_nobody_s() {
    Sent sent = Sent.of(call("1"));
    assertEquals(-1, sent.parcel().placeOf(sent.request(), -1, -1));
    sent.end();
  }

  @Test
  void a_notification_goes_as_it_came_and_no_answer_is_its_own() {
    Sent sent = Sent.of(notification());
    assertEquals(notification(), sent.text());
    assertTrue(sent.parcel().onlyNotifications());
    assertEquals(-1, sent.placeOf("0"));
    assertEquals(-1, sent.placeOf("null"));
    sent.end();
  }

  @Test
  void a_batch_of_plain_and_different_ids_keeps_them() {
    Sent sent = Sent.of("[ " + call("7") + " , " + call("\"7\"") + "," + call("0") + "]");
    assertEquals("[" + call("7") + "," + call("\"7\"") + "," + call("0") + "]", sent.text());
    assertFalse(sent.rewritten());
    assertEquals(0, sent.placeOf("7"));
    assertEquals(1, sent.placeOf("\"7\""));
    assertEquals(2, sent.placeOf("0"));
    assertEquals(-1, sent.placeOf("1"));
    sent.end();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "1.0"})
  void one_id_that_is_not_plain_or_repeats_has_all_of_them_replaced(String other) {
    Sent sent = Sent.of("[" + call("7") + "," + call(other) + "]");
    assertEquals("[" + call("0") + "," + call("1") + "]", sent.text());
    assertTrue(sent.rewritten());
    assertEquals(0, sent.placeOf("0"));
    assertEquals(1, sent.placeOf("1"));
    assertEquals(-1, sent.placeOf("7"));
    sent.end();
  }

  @Test
  void no_answer_belongs_to_a_notification_among_replaced_ids() {
    Sent sent = Sent.of("[" + call("7") + "," + notification() + "," + call("7") + "]");
    assertEquals("[" + call("0") + "," + notification() + "," + call("2") + "]", sent.text());
    assertEquals(0, sent.placeOf("0"));
    assertEquals(-1, sent.placeOf("1"), "the notification's place");
    assertEquals(2, sent.placeOf("2"));
    assertFalse(sent.parcel().onlyNotifications());
    sent.end();
  }

  @Test
  void a_part_of_a_batch_travels_as_a_batch() {
    ByteBuf request = bytes("[" + call("7") + "," + call("8") + "]");
    if (!(CallReader.read(request, new ReadLimits(50, 100)) instanceof Request.Batch batch)) {
      throw new AssertionError("a batch");
    }
    Parcel second = Parcel.batch(request, List.of((Call) batch.elements().getLast()), ALLOC);
    assertEquals("[" + call("8") + "]", textOf(second.bytes()));
    second.release();
    request.release();
  }

  @Test
  void its_calls_say_what_may_be_done_with_it() {
    String read = call("1");
    String trace = call("2").replace("eth_call", "debug_traceCall");
    String filter = call("3").replace("eth_call", "eth_newFilter");
    Sent reads = Sent.of("[" + read + "]");
    assertTrue(reads.parcel().cheap() && reads.parcel().repeatable() && !reads.parcel().isLong());
    Sent slow = Sent.of("[" + read + "," + trace + "]");
    assertTrue(!slow.parcel().cheap() && slow.parcel().repeatable() && slow.parcel().isLong());
    Sent once = Sent.of("[" + read + "," + filter + "]");
    assertTrue(!once.parcel().cheap() && !once.parcel().repeatable() && !once.parcel().isLong());
    assertFalse(once.parcel().mayFlow(), "a batch is joined, so it is kept whole");
    reads.end();
    slow.end();
    once.end();
  }
}
