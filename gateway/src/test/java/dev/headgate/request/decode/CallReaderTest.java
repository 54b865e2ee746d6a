package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallReaderTest {
  private static final ReadLimits LIMITS = new ReadLimits(64, 3);
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_call\",\"params\":[{\"to\":\"0x1\"}]}";

  @Test
  void a_call_is_found_as_spans_in_every_kind_of_buffer() {
    String text = " \t\r\n" + CALL + "\n";
    for (ByteBuf body : Bytes.everyKind(Bytes.utf8(text))) {
      int reader = body.readerIndex();
      Call call = call(body);
      assertEquals(CALL, Bytes.span(body, call.start(), call.end()));
      assertEquals("7", Bytes.span(body, call.idStart(), call.idEnd()));
      assertEquals("[{\"to\":\"0x1\"}]", Bytes.span(body, call.paramsStart(), call.paramsEnd()));
      assertSame(MethodTable.named("eth_call"), call.method());
      assertTrue(call.plainId());
      assertEquals(reader, body.readerIndex());
      assertEquals(1, body.refCnt());
      body.release();
    }
  }

  @Test
  void a_call_without_an_id_is_a_notification() {
    Call call = call("{'jsonrpc':'2.0','method':'eth_call'}");
    assertTrue(call.notification());
    assertFalse(call.plainId());
    assertEquals(-1, call.paramsStart());
    assertEquals(-1, call.paramsEnd());
  }

  @Test
  void keys_may_come_in_any_order_and_others_may_stand_between() {
    Call call =
        call(
            "{'x':{'method':'eth_sign','id':[1]},'params':{},'id':'a','':0,'method':'eth_call','jsonrpc':'2.0'}");
    assertEquals("eth_call", call.method().name());
    assertTrue(call.plainId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','method':'eth_sign'}",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','Method':'eth_sign'}",
        "{'jsonrpc':'2.0','id':1,'METHOD':'eth_sign','method':'eth_call'}",
        "{'jsonrpc':'2.0','id':1,'Method':'eth_sign','mEthod':'eth_call'}",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','m\\u0065thod':'eth_sign'}",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','m\\u0045thod':'eth_sign'}",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','params':[],'param\u017f':[1]}",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','params':[],'param\\u017f':[1]}",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call','params':[],'PARAM\\u017F':[1]}",
        "{'jsonrpc':'2.0','j\u017fonrpc':'2.0','id':1,'method':'eth_call'}",
        "{'jsonrpc':'2.0','jsonrpc':'2.0','id':1,'method':'eth_call'}",
      })
  void a_key_there_twice_is_refused_however_it_is_spelled(String text) {
    Element.Bad bad = bad(text);
    assertEquals(-32600, bad.error().code());
    assertEquals(200, bad.error().httpStatus());
    assertTrue(bad.error().message().contains("twice"), bad.error().message());
    assertEquals("1", idOf(text, bad));
  }

  @Test
  void the_message_names_the_key_that_is_there_twice() {
    String why =
        bad("{'jsonrpc':'2.0','method':'a','params':[],'Param\\u017f':[]}").error().message();
    assertTrue(why.contains("\"params\""), why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'id':1,'id':2", "'id':1,'ID':1", "'Id':1,'id':1", "'Id':1"})
  void an_id_that_two_nodes_may_read_differently_is_answered_with_null(String ids) {
    Element.Bad bad = bad("{'jsonrpc':'2.0'," + ids + ",'method':'eth_call'}");
    assertEquals(-1, bad.idStart());
    assertEquals(-1, bad.idEnd());
  }

  @Test
  void a_key_in_the_wrong_case_is_told_how_to_write_it() {
    assertEquals(
        "write \"method\", not \"Method\"",
        bad("{'jsonrpc':'2.0','id':1,'Method':'eth_call'}").error().message());
    assertEquals(
        "write \"params\", not \"param\u017f\"",
        bad("{'jsonrpc':'2.0','id':1,'method':'eth_call','param\\u017f':[]}").error().message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "methods",
        "metho",
        "i",
        "idd",
        "id ",
        "param\u017fs",
        "\u212A",
        "\\u0000id",
        "\\ud800id",
        "paramſſ",
        "j\u0282onrpc"
      })
  void a_key_that_folds_to_none_of_the_four_passes(String key) {
    call("{'jsonrpc':'2.0','id':1,'method':'eth_call','" + key + "':{'id':1,'id':2}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'id':1,'method':'eth_call'}                        | write "jsonrpc":"2.0"
          {'jsonrpc':'1.0','id':1,'method':'eth_call'}        | must be "2.0"
          {'jsonrpc':2.0,'id':1,'method':'eth_call'}          | must be "2.0"
          {'jsonrpc':null,'id':1,'method':'eth_call'}         | must be "2.0"
          {'jsonrpc':'2.0','id':1}                            | "method" is missing
          {'jsonrpc':'2.0','id':1,'method':5}                 | "method" must be a string
          {'jsonrpc':'2.0','id':1,'method':null}              | "method" must be a string
          {'jsonrpc':'2.0','id':1,'method':['eth_call']}      | "method" must be a string
          {'jsonrpc':'2.0','id':1,'method':''}                | "method" is empty
          {'jsonrpc':'2.0','id':1,'method':'a\\u0000'}        | control character
          {'jsonrpc':'2.0','id':1,'method':'a\\ud83d'}        | surrogate
          {'jsonrpc':'2.0','id':1,'method':'a','params':1}    | "params" must be
          {'jsonrpc':'2.0','id':1,'method':'a','params':'x'}  | "params" must be
          {'jsonrpc':'2.0','id':1,'method':'a','params':true} | "params" must be
          {}                                                  | "jsonrpc" is missing
          5                                                   | must be an object
          'eth_call'                                          | must be an object
          null                                                | must be an object
          """)
  void what_is_no_call_is_told_why(String text, String why) {
    Element.Bad bad = bad(text);
    assertEquals(-32600, bad.error().code());
    assertTrue(bad.error().message().contains(why), bad.error().message());
    assertEquals(text.contains("'id':1") ? "1" : "", idOf(text, bad));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "[1]", "true", "false"})
  void an_id_of_another_kind_is_refused_and_answered_with_null(String id) {
    Element.Bad bad = bad("{'jsonrpc':'2.0','id':" + id + ",'method':'eth_call'}");
    assertEquals(-32600, bad.error().code());
    assertEquals(-1, bad.idStart());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0                 | true
          7                 | true
          123456789012345   | true
          1234567890123456  | false
          -1                | false
          -0                | false
          1.0               | false
          1.5               | false
          1e3               | false
          null              | false
          'abc'             | true
          ''                | true
          'a b~!'           | true
          'a\\u0062'        | false
          'a\\n'            | false
          'ä'               | false
          '<'               | false
          'a/b'             | false
          18446744073709551616123 | false
          """)
  void an_id_is_plain_when_any_node_will_echo_it_as_it_was_spelled(String id, boolean plain) {
    Call call = call("{'jsonrpc':'2.0','id':" + id + ",'method':'eth_call'}");
    assertEquals(plain, call.plainId());
    assertFalse(call.notification());
  }

  @Test
  void an_id_of_128_characters_is_plain_and_one_more_is_not() {
    assertTrue(call("{'jsonrpc':'2.0','id':'" + "a".repeat(128) + "','method':'a'}").plainId());
    assertFalse(call("{'jsonrpc':'2.0','id':'" + "a".repeat(129) + "','method':'a'}").plainId());
  }

  @Test
  void an_id_of_a_megabyte_is_spanned_exactly() {
    String id = "\"" + "x\\u00e4é".repeat(130_000) + "\"";
    byte[] text = Bytes.utf8("[{\"jsonrpc\":\"2.0\",\"method\":\"eth_call\",\"id\":" + id + "}]");
    for (ByteBuf body : Bytes.everyKind(text)) {
      Call call = (Call) batch(body).getFirst();
      assertEquals(id, Bytes.span(body, call.idStart(), call.idEnd()));
      assertFalse(call.plainId());
      body.release();
    }
  }

  @Test
  void a_number_of_a_hundred_thousand_digits_is_an_id_too() {
    String id = "9".repeat(100_000);
    String text = "{'jsonrpc':'2.0','id':" + id + ",'method':'eth_call'}";
    Call call = call(text);
    assertEquals(id, text.substring(call.idStart(), call.idEnd()));
  }

  @Test
  void the_method_is_unescaped_before_it_is_looked_up() {
    assertSame(
        MethodTable.named("eth_call"),
        call("{'jsonrpc':'2.0','id':1,'method':'eth_\\u0063all'}").method());
    assertEquals(
        "a/\uD83D\uDE00é",
        call("{'jsonrpc':'2.0','method':'a\\/\\ud83d\\ude00é'}").method().name());
  }

  @Test
  void a_method_of_256_bytes_passes_and_one_more_is_refused() {
    assertEquals(
        256, call("{'jsonrpc':'2.0','method':'" + "m".repeat(256) + "'}").method().name().length());
    String why = bad("{'jsonrpc':'2.0','method':'" + "m".repeat(257) + "'}").error().message();
    assertTrue(why.contains("256 bytes"), why);
  }

  @Test
  void null_params_count_as_absent_and_keep_their_span() {
    String text = "{'jsonrpc':'2.0','id':1,'method':'eth_blockNumber','params':null}";
    Call call = call(text);
    assertEquals("null", text.substring(call.paramsStart(), call.paramsEnd()));
  }

  @Test
  void a_batch_keeps_its_order_and_each_element_its_own_fate() {
    String text =
        "[{'jsonrpc':'2.0','id':1,'method':'a'}, 5 ,{'jsonrpc':'2.0','id':1,'method':'b'}]";
    List<Element> elements = batch(text);
    Call first = (Call) elements.get(0);
    Call last = (Call) elements.get(2);
    assertEquals(
        "{'jsonrpc':'2.0','id':1,'method':'a'}", text.substring(first.start(), first.end()));
    assertInstanceOf(Element.Bad.class, elements.get(1));
    assertEquals("b", last.method().name());
    assertEquals("1", text.substring(last.idStart(), last.idEnd()));
  }

  @Test
  void nothing_of_one_element_is_left_over_for_the_next() {
    List<Element> elements =
        batch(
            "[{'jsonrpc':'2.0','id':1,'method':'a','params':[]},{'jsonrpc':'2.0','method':'b'},{}]");
    Call second = (Call) elements.get(1);
    assertTrue(second.notification());
    assertEquals(-1, second.paramsStart());
    assertEquals(-1, ((Element.Bad) elements.get(2)).idStart());
  }

  @Test
  void an_empty_batch_is_refused_whole() {
    assertEquals(-32600, refused(" [ ] ").code());
  }

  @Test
  void a_batch_over_the_limit_is_refused_and_the_limit_told() {
    batch("[" + String.join(",", Collections.nCopies(3, "5")) + "]");
    RpcError error = refused("[" + String.join(",", Collections.nCopies(4, "5")) + "]");
    assertEquals(-32600, error.code());
    assertEquals(200, error.httpStatus());
    assertTrue(error.message().contains("4 calls"), error.message());
    assertTrue(error.message().contains("limit is 3"), error.message());
    RpcError huge = refused("[" + String.join(",", Collections.nCopies(100_000, CALL)) + "]");
    assertTrue(huge.message().contains("100000 calls"), huge.message());
  }

  @Test
  void a_batch_over_the_limit_that_is_no_json_is_no_json() {
    assertEquals(-32700, refused("[1,2,3,4,5,}").code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{'jsonrpc':'2.0','id':1,'method':'eth_call'",
        "[{}",
        "{}{}",
        "{},",
        "nul",
        "<html>",
        "{'a':01}",
        "[1,]",
        "{'a'}",
        "{a:1}",
        "{'a':NaN}"
      })
  void what_is_not_json_is_refused_whole(String text) {
    RpcError error = refused(text);
    assertEquals(-32700, error.code());
    assertEquals(200, error.httpStatus());
  }

  @Test
  void a_hundred_thousand_brackets_are_refused_without_a_stack() {
    for (String open : List.of("[", "{\"a\":", "[{\"\":")) {
      String flood = open.repeat(100_000);
      assertEquals(-32700, refused(flood).code());
      assertEquals(
          -32700, refused("{'jsonrpc':'2.0','id':1,'method':'a','params':" + flood).code());
    }
  }

  @Test
  void depth_is_counted_from_the_outermost() {
    String before = "{'jsonrpc':'2.0','method':'a','params':";
    call(before + "[".repeat(63) + "]".repeat(63) + "}");
    RpcError error = refused(before + "[".repeat(64) + "]".repeat(64) + "}");
    assertTrue(error.message().contains("deeper than 64"), error.message());
  }

  @Test
  void a_byte_order_mark_is_told_by_its_name() {
    RpcError error = refused("\uFEFF" + CALL);
    assertEquals(-32700, error.code());
    assertTrue(error.message().contains("byte order mark"), error.message());
  }

  @Test
  void invalid_utf8_is_refused_wherever_it_stands() {
    byte[] bad = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    for (String half :
        List.of(
            "{'jsonrpc':'2.0','id':'|','method':'a'}",
            "{'jsonrpc':'2.0','method':'|'}",
            "{'|':1}",
            "{'x':['|']}")) {
      String[] parts = half.replace('\'', '"').split("\\|", -1);
      ByteBuf body = Unpooled.wrappedBuffer(Bytes.utf8(parts[0]), bad, Bytes.utf8(parts[1]));
      RpcError error =
          assertInstanceOf(Request.Refused.class, CallReader.read(body, LIMITS)).error();
      assertEquals(-32700, error.code());
      assertTrue(error.message().contains("UTF-8"), error.message());
    }
  }

  @Test
  void a_lone_surrogate_escape_passes_in_params() {
    call("{'jsonrpc':'2.0','id':'\\udc00','method':'a','params':['\\ud800']}");
  }

  private static Request read(String text) {
    return CallReader.read(Bytes.of(text.replace('\'', '"')), LIMITS);
  }

  private static Call call(String text) {
    return call(Bytes.of(text.replace('\'', '"')));
  }

  private static Call call(ByteBuf body) {
    Request request = CallReader.read(body, LIMITS);
    Request.Single single =
        assertInstanceOf(Request.Single.class, request, () -> "read as " + request);
    return assertInstanceOf(Call.class, single.element(), () -> "read as " + request);
  }

  private static Element.Bad bad(String text) {
    Request.Single single = assertInstanceOf(Request.Single.class, read(text));
    return assertInstanceOf(Element.Bad.class, single.element());
  }

  private static List<Element> batch(String text) {
    return batch(Bytes.of(text.replace('\'', '"')));
  }

  private static List<Element> batch(ByteBuf body) {
    return assertInstanceOf(Request.Batch.class, CallReader.read(body, LIMITS)).elements();
  }

  private static RpcError refused(String text) {
    return assertInstanceOf(Request.Refused.class, read(text)).error();
  }

  private static String idOf(String text, Element.Bad bad) {
    return bad.idStart() < 0 ? "" : Bytes.span(Bytes.of(text), bad.idStart(), bad.idEnd());
  }
}
