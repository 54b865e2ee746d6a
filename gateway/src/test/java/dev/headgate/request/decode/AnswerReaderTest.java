package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final int DEPTH = 10_000;
  private static final String RESULT = "{'jsonrpc':'2.0','id':7,'result':{'id':1,'error':2}}";
  private static final String ERROR =
      "{'jsonrpc':'2.0','id':7,'error':{'code':-32000,'message':'nonce too low','data':'0x'}}";

  @Test
  void a_result_is_found_as_spans_in_every_kind_of_buffer() {
    String text = "\n " + RESULT.replace('\'', '"') + "\r\n";
    for (ByteBuf body : Bytes.everyKind(Bytes.utf8(text))) {
      int reader = body.readerIndex();
      Answer.Result result =
          assertInstanceOf(Answer.Result.class, AnswerReader.single(body, DEPTH));
      assertEquals(text.strip(), Bytes.span(body, result.start(), result.end()));
      assertEquals("7", Bytes.span(body, result.idStart(), result.idEnd()));
      assertEquals(
          "{\"id\":1,\"error\":2}", Bytes.span(body, result.resultStart(), result.resultEnd()));
      assertEquals(reader, body.readerIndex());
      body.release();
    }
  }

  @Test
  void an_error_is_found_with_its_code_and_message() {
    Answer.Error error = error(ERROR);
    assertEquals(-32000, error.code());
    assertEquals("nonce too low", error.message());
    assertEquals(
        "{'code':-32000,'message':'nonce too low','data':'0x'}",
        ERROR.substring(error.errorStart(), error.errorEnd()));
    assertEquals("7", ERROR.substring(error.idStart(), error.idEnd()));
    assertEquals(ERROR, ERROR.substring(error.start(), error.end()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'code':3,'message':'m'}                   | 3           | m
          {'message':'m','code':-2147483648}         | -2147483648 | m
          {'code':2147483648,'message':'m'}          | 0           | m
          {'code':-99999999999999,'message':'m'}     | 0           | m
          {'code':1.5,'message':'m'}                 | 0           | m
          {'code':1e3,'message':'m'}                 | 0           | m
          {'code':'-32000','message':'m'}            | 0           | m
          {'code':{'code':5},'message':['m']}        | 0           | ``
          {'code':-32000}                            | -32000      | ``
          {'code':-32000,'message':null}             | -32000      | ``
          {'co\\u0064e':1,'messag\\u0065':'\\u0061\\ud83d\\ude00\\n'} | 1 | `a😀\n`
          {}                                         | 0           | ``
          """)
  void code_and_message_are_read_as_far_as_they_can_be(String text, int code, String message) {
    Answer.Error error = error("{'id':null,'error':" + text + "}");
    assertEquals(code, error.code());
    assertEquals(message.replace("\\n", "\n"), error.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "€", "😀", "\\u20ac", "\\ud83d\\ude00", "\\n", "a😀", "ab😀"})
  void a_long_message_is_cut_at_512_characters_and_never_inside_one(String unit) {
    String whole = error("{'id':1,'error':{'message':'" + unit + "'}}").message();
    String text = "{'id':1,'error':{'message':'" + unit.repeat(600) + "'}}";
    String message = error(text).message();
    assertTrue(message.length() == 512 || message.length() == 511, "length " + message.length());
    assertTrue(whole.repeat(600).startsWith(message), message);
    assertFalse(Character.isHighSurrogate(message.charAt(message.length() - 1)));
  }

  @Test
  void null_beside_the_other_counts_as_absent() {
    assertInstanceOf(Answer.Result.class, single("{'id':1,'result':1,'error':null}"));
    assertInstanceOf(Answer.Result.class, single("{'error':null,'id':1,'result':null}"));
    error("{'id':1,'result':null,'error':{'code':1}}");
    error("{'error':{'code':1},'result':null,'id':1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "'x'", "1.50", "-0", "99999999999999999999999"})
  void the_id_is_spanned_however_it_is_spelled(String id) {
    String text = "{'result':0,'id':" + id + "}";
    Answer.Result result = assertInstanceOf(Answer.Result.class, single(text));
    assertEquals(id, text.substring(result.idStart(), result.idEnd()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                             | empty body
          `  `                                           | empty body
          <html><body>502 Bad Gateway</body></html>      | HTML
          [{'id':1,'result':1}]                          | a batch in answer to a single call
          OK                                             | not an object
          5                                              | not an object
          {'id':1,'result':1}{'id':1,'result':1}         | not JSON: bytes after the end
          {'id':1,'result':1}}                           | not JSON: bytes after the end
          {'id':1,'result':01}                           | not JSON
          {'id':1,'result':1,}                           | not JSON
          {'id':1,'result'                               | cut off after 16 bytes
          {'id':1,'result':'0x                           | cut off after 20 bytes
          {'id':1}                                       | neither result nor error
          {'id':1,'error':null}                          | neither result nor error
          {'id':1,'Result':1}                            | neither result nor error
          {}                                             | neither result nor error
          {'result':1}                                   | no id
          {'error':{'code':1}}                           | no id
          {'error':'rate limited','id':1}                | an error that is not an object
          {'error':[1],'id':1}                           | an error that is not an object
          {'id':1,'result':1,'error':{'code':1}}         | both result and error
          {'id':[1],'result':1}                          | an id that is
          {'id':true,'result':1}                         | an id that is
          {'id':1,'id':1,'result':1}                     | the key "id" twice
          {'id':1,'result':1,'r\\u0065sult':2}           | the key "result" twice
          {'id':1,'result':1,'error':null,'error':null}  | the key "error" twice
          {'id':1,'error':{},'error':{}}                 | the key "error" twice
          {'jsonrpc':'2.0','jsonrpc':'2.0','id':1,'result':1} | the key "jsonrpc" twice
          """)
  void what_must_not_reach_a_client_is_malformed_and_told_why(String text, String why) {
    Answer.Malformed malformed = assertInstanceOf(Answer.Malformed.class, single(text));
    assertTrue(malformed.why().startsWith(why), malformed.why());
  }

  @Test
  void every_prefix_of_an_answer_is_cut_off() {
    for (String text : List.of(RESULT, ERROR)) {
      for (int size = 1; size < text.length(); size++) {
        assertEquals(
            new Answer.Malformed("cut off after " + size + " bytes"),
            single(text.substring(0, size)));
      }
    }
  }

  @Test
  void bytes_that_are_not_utf8_never_pass_as_a_result() {
    ByteBuf body =
        Unpooled.wrappedBuffer(
            Bytes.utf8("{\"id\":1,\"result\":\""), new byte[] {(byte) 0xc0}, Bytes.utf8("\"}"));
    assertInstanceOf(Answer.Malformed.class, AnswerReader.single(body, DEPTH));
  }

  @Test
  void an_answer_deeper_than_the_limit_is_malformed() {
    String deep = "{'id':1,'result':" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    Answer.Malformed malformed = assertInstanceOf(Answer.Malformed.class, single(deep));
    assertTrue(malformed.why().contains("deeper than 10000"), malformed.why());
    String fits = "{'id':1,'result':" + "[".repeat(9_999) + "]".repeat(9_999) + "}";
    assertInstanceOf(Answer.Result.class, single(fits));
  }

  @Test
  void a_batch_is_read_element_by_element() {
    String text = "[" + ERROR + " , 5, {'id':2}, " + RESULT + "]";
    List<Answer> answers = batch(text, 4);
    assertInstanceOf(Answer.Error.class, answers.get(0));
    assertEquals(new Answer.Malformed("an element that is not an object"), answers.get(1));
    assertEquals(new Answer.Malformed("neither result nor error"), answers.get(2));
    Answer.Result last = assertInstanceOf(Answer.Result.class, answers.get(3));
    assertEquals(RESULT, text.substring(last.start(), last.end()));
    assertEquals("{'id':1,'error':2}", text.substring(last.resultStart(), last.resultEnd()));
    assertEquals(4, answers.size());
  }

  @Test
  void nothing_of_one_answer_is_left_over_for_the_next() {
    List<Answer> answers = batch("[" + ERROR + ",{'id':1,'result':1},{}]", 3);
    assertInstanceOf(Answer.Result.class, answers.get(1));
    assertEquals(new Answer.Malformed("neither result nor error"), answers.get(2));
    assertEquals(
        "", ((Answer.Error) batch("[" + ERROR + ",{'id':1,'error':{}}]", 3).get(1)).message());
  }

  @Test
  void one_object_may_answer_a_whole_batch() {
    assertInstanceOf(Answer.Error.class, batch(ERROR, 4).getFirst());
    assertEquals(List.of(), batch("[]", 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                               | empty body
          <html>                           | HTML
          [{'id':1,'result':1}             | cut off after 20 bytes
          [{'id':1,'result':1}]x           | not JSON
          [{'id':1,'result':1}] []         | not JSON
          [1,2,3]                          | 3 answers, where at most 2 were due
          """)
  void a_batch_that_is_broken_is_broken_whole(String text, String why) {
    List<Answer> answers = batch(text, 2);
    assertEquals(1, answers.size());
    Answer.Malformed malformed = assertInstanceOf(Answer.Malformed.class, answers.getFirst());
    assertTrue(malformed.why().startsWith(why), malformed.why());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'jsonrpc':'2.0','id':12,'result':'0xab       | 12
          {'id':'x','error':null,'result':[             | 'x'
          {'id': null , 'result' : {                    | null
          {'result':[1,2                                | ``
          {'jsonrpc':'2.0','result':1                   | ``
          {'id':5,'result':null}                        | 5
          {'x':{'result':1,'error':{}},'id':1,'result':t | 1
          """)
  void a_result_is_seen_by_its_beginning_with_the_id_if_it_stood_before(String text, String id) {
    String json = text.replace('\'', '"');
    for (ByteBuf prefix : Bytes.everyKind(Bytes.utf8(json))) {
      Peek.ResultBegins begins =
          assertInstanceOf(Peek.ResultBegins.class, AnswerReader.peek(prefix, DEPTH));
      String found =
          begins.idStart() < 0 ? "" : Bytes.span(prefix, begins.idStart(), begins.idEnd());
      assertEquals(id.replace('\'', '"'), found);
      prefix.release();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'id':1,'error':{", "{'error':{'code'", "{'id':1,'result':null,'error':{"})
  void an_error_is_seen_by_its_beginning(String text) {
    assertEquals(new Peek.ErrorBegins(), peek(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{'",
        "{'res",
        "{'result'",
        "{'result':",
        "{'result': ",
        "{'result':n",
        "{'result':null",
        "{'result':null,",
        "{'result':null,'err",
        "{'id':12",
        "{'id':'ab",
        "{'error':",
        "{'error':null",
        "{'error':nul",
        "{'id':1,'x':[[[",
        "{'error':null,'resul"
      })
  void too_little_is_undecided(String text) {
    assertEquals(new Peek.Undecided(), peek(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "[{'id':1",
        "garbage",
        "{'id':1}",
        "{}",
        "{'id':01,'result':1",
        "{'id':1,'error':null}",
        "{'id':1,'id':2,'result':[",
        "{'result':null,'result':[",
        "{'id':{},'result':1",
        "{'error':'x','result':[",
        "{x",
        "\u0000"
      })
  void a_beginning_that_no_answer_has_is_malformed(String text) {
    assertInstanceOf(Peek.Malformed.class, peek(text));
  }

  @Test
  void a_peek_at_any_prefix_never_takes_back_what_a_shorter_one_told() {
    for (String text : List.of(RESULT, ERROR, "{'result':null,'error':{'code':1},'id':1}")) {
      Peek decided = new Peek.Undecided();
      for (int size = 0; size <= text.length(); size++) {
        Peek peek = peek(text.substring(0, size));
        assertTrue(decided instanceof Peek.Undecided || decided.equals(peek), peek + " at " + size);
        decided = peek;
      }
      assertFalse(decided instanceof Peek.Undecided, text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",'id':15}",
        "0x00',\n 'id' : 15 }\r\n",
        "],'jsonrpc':'2.0','id':15}",
        "],'id':15,'jsonrpc':'2.0'}",
        "] , 'id' :\t15 , 'jsonrpc' : '2.0' } "
      })
  void an_id_behind_the_result_is_found_in_the_tail(String text) {
    for (ByteBuf tail : Bytes.everyKind(Bytes.utf8(text.replace('\'', '"')))) {
      int reader = tail.readerIndex();
      assertTrue(AnswerReader.tailHasId(tail, Bytes.utf8("15")), text);
      assertEquals(reader, tail.readerIndex());
      tail.release();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "}",
        ",'id':15",
        "'id':15}",
        ",'id':115}",
        ",'id':1}",
        ",'id':15}}",
        ",'id':15}]",
        ",'id':15,'x':1}",
        ",'jid':15}",
        ",'id':'15'}",
        ",'id':15,'id':16}",
        "15}",
        ":15}",
        ",'id':15,'jsonrpc':'2.0','jsonrpc':'2.0'}",
        ",'jsonrpc':'2.0'}"
      })
  void a_tail_that_does_not_end_with_the_id_is_none(String text) {
    ByteBuf tail = Bytes.of(text.replace('\'', '"'));
    assertFalse(AnswerReader.tailHasId(tail, Bytes.utf8("15")), text);
  }

  private static Answer single(String text) {
    return AnswerReader.single(Bytes.of(text.replace('\'', '"')), DEPTH);
  }

  private static Answer.Error error(String text) {
    Answer answer = single(text);
    return assertInstanceOf(Answer.Error.class, answer, () -> "read as " + answer);
  }

  private static List<Answer> batch(String text, int most) {
    return AnswerReader.batch(Bytes.of(text.replace('\'', '"')), DEPTH, most);
  }

  private static Peek peek(String text) {
    return AnswerReader.peek(Bytes.of(text.replace('\'', '"')), DEPTH);
  }
}
