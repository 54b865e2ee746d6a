package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The cases are named and cut after those of JSONTestSuite: what RFC 8259 says must pass, and what
/// must not. `\xNN` stands for a byte.
class JsonScannerTest {
  private static final int DEPTH = 1000;
  private static final JsonScanner USED = new JsonScanner();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[]   ]",
        "[\"\"]",
        "[]",
        "[\"a\"]",
        "[false]",
        "[null, 1, \"1\", {}]",
        "[null]",
        "[1\n]",
        " [1]",
        "[1,null,null,null,2]",
        "[2] ",
        "[123e65]",
        "[0e+1]",
        "[0e1]",
        "[ 4]",
        "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
        "[20e1]",
        "[-0]",
        "[-123]",
        "[-1]",
        "[1E22]",
        "[1E-2]",
        "[1E+2]",
        "[123e45]",
        "[123.456e78]",
        "[1e-2]",
        "[1e+2]",
        "[123]",
        "[123.456789]",
        "[0.0]",
        "[-0.0e-0]",
        "[1e400]",
        "[123456789012345678901234567890]",
        "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
        "{\"asd\":\"sdf\"}",
        "{\"a\":\"b\",\"a\":\"c\"}",
        "{\"a\":\"b\",\"a\":\"b\"}",
        "{}",
        "{\"\":0}",
        "{\"foo\\u0000bar\": 42}",
        "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
        "{\"a\":[]}",
        "{\"title\":\"\\u041f\\u043e\" }",
        "{\n\"a\": \"b\"\n}",
        "[\"\\u0060\\u012a\\u12AB\"]",
        "[\"\\uD801\\udc37\"]",
        "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
        "[\"\\\\u0000\"]",
        "[\"\\\"\"]",
        "[\"a/*b*/c/*d//e\"]",
        "[\"\\\\a\"]",
        "[\"\\\\n\"]",
        "[\"\\u0012\"]",
        "[\"\\uFFFF\"]",
        "[ \"asd\"]",
        "[\"\\uDBFF\\uDFFF\"]",
        "[\"new\\u00A0line\"]",
        "[\"\\xf4\\x8f\\xbf\\xbf\"]",
        "[\"\\xef\\xbf\\xbf\"]",
        "[\"\\u0000\"]",
        "[\"\\u002c\"]",
        "[\"\\xcf\\x80\"]",
        "[\"\\xe2\\x80\\xa8\\xe2\\x80\\xa9\"]",
        "[\"asd \"]",
        "\" \"",
        "[\"\\uD834\\uDd1e\"]",
        "[\"\\xed\\x9f\\xbf\\xee\\x80\\x80\"]",
        "[\"\\x7f\"]",
        "[\"\\xf0\\x90\\x80\\x80\"]",
        "[\"\\xe0\\xa0\\x80\"]",
        "[\"\\xc2\\x80\"]",
        "false",
        "42",
        "-0.1",
        "null",
        "\"asd\"",
        "true",
        "\"\"",
        "[\"a\"]\n",
        "[true]",
        " [] ",
        "\t\r\n {} \t\r\n",
        "0",
        // Of the grammar, though no text can be made of them.
        "[\"\\uD800\"]",
        "[\"\\uDADA\"]",
        "[\"\\uDd1e\\uD834\"]",
        "[\"\\uD800\\uD800\\n\"]",
        "[\"\\uD888\\u1234\"]",
      })
  void what_the_rfc_allows_passes_in_every_kind_of_buffer(String text) {
    assertEverywhere(text, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1 true]",
        "[a\\xe5]",
        "[\"\": 1]",
        "[\"\"],",
        "[,1]",
        "[1,,2]",
        "[\"x\",,]",
        "[\"x\"]]",
        "[\"\",]",
        "[\"x\"",
        "[x",
        "[3[4]]",
        "[\\xff]",
        "[1:2]",
        "[,]",
        "[-]",
        "[   , \"\"]",
        "[\"a\",\n4\n,1,",
        "[1,]",
        "[1,,]",
        "[\"\u000ba\"\\f]",
        "[*]",
        "[\"\"",
        "[1,",
        "[1,\n1\n,1",
        "[{}",
        "[fals]",
        "[nul]",
        "[tru]",
        "[++1234]",
        "[+1]",
        "[+Inf]",
        "[-01]",
        "[-1.0.]",
        "[-2.]",
        "[-NaN]",
        "[.-1]",
        "[.2e-3]",
        "[0.1.2]",
        "[0.3e+]",
        "[0.3e]",
        "[0.e1]",
        "[0E+]",
        "[0E]",
        "[0e+]",
        "[0e]",
        "[1.0e+]",
        "[1.0e-]",
        "[1.0e]",
        "[1 000.0]",
        "[1eE2]",
        "[2.e+3]",
        "[2.e-3]",
        "[2.e3]",
        "[9.e+]",
        "[Inf]",
        "[NaN]",
        "[\\xef\\xbc\\x91]",
        "[1+2]",
        "[0x1]",
        "[0x42]",
        "[Infinity]",
        "[0e+-1]",
        "[-123.123foo]",
        "[123\\xe5]",
        "[1e1\\xe5]",
        "[0\\xe5]",
        "[-Infinity]",
        "[-foo]",
        "[- 1]",
        "[-012]",
        "[-.123]",
        "[-1x]",
        "[1ea]",
        "[1.]",
        "[.123]",
        "[1.2a-3]",
        "[1.8011670033376514H-308]",
        "[012]",
        "[\"x\", truth]",
        "{[: \"x\"}\n",
        "{\"x\", null}",
        "{\"x\"::\"b\"}",
        "{\\xf0\\x9f\\x87\\xa8}",
        "{\"a\":\"a\" 123}",
        "{key: 'value'}",
        "{\"\\xb9\":\"0\",}",
        "{\"a\" b}",
        "{:\"b\"}",
        "{\"a\" \"b\"}",
        "{\"a\":",
        "{\"a\"",
        "{1:1}",
        "{9999E9999:1}",
        "{null:null,null:null}",
        "{\"id\":0,,,,,}",
        "{'a':0}",
        "{\"id\":0,}",
        "{\"a\":\"b\"}/**/",
        "{\"a\":\"b\"}//",
        "{\"a\":\"b\",,\"c\":\"d\"}",
        "{a: \"b\"}",
        "{\"a\":\"a",
        "{ \"foo\" : \"bar\", \"a\" }",
        "{\"a\":\"b\"}#",
        " ",
        "[\"\\uD800\\\"]",
        "[\"\\uD800\\u\"]",
        "[\"\\uD800\\u1\"]",
        "[\"\\uD800\\u1x\"]",
        "[\\xc3\\xa9]",
        "[\"\\x00\"]",
        "[\"\\x1f\"]",
        "[\"\\\\\\\"]",
        "[\"\\\t\"]",
        "[\"\\\\xf0\\x9f\\x8c\\x80\"]",
        "[\"\\\"]",
        "[\"\\u00A\"]",
        "[\"\\uD834\\uDd\"]",
        "[\"\\a\"]",
        "[\"\\uqqqq\"]",
        "[\"\\\\xe5\"]",
        "[\\u0020\"asd\"]",
        "[\\n]",
        "\"",
        "['single']",
        "abc",
        "[\"\\",
        "[\"new\nline\"]",
        "[\"\t\"]",
        "\"\\UA66D\"",
        "\"\"x",
        "<.>",
        "[<null>]",
        "[1]x",
        "[1]]",
        "[True]",
        "1]",
        "{\"x\": true,",
        "[][]",
        "]",
        "\\xef\\xbb{}",
        "\\xe5",
        "[",
        "2@",
        "{}}",
        "{\"\":",
        "{\"a\":/*c*/\"b\"}",
        "{\"a\": true} \"x\"",
        "[\"a",
        "{]",
        "{,",
        "{[",
        "{\"a",
        "{'a'",
        "[\"\\{[\"\\{",
        "*",
        "{\"a\":\"b\"}#{}",
        "[\\u000A\"\"]",
        "[1",
        "[ false, nul",
        "[ true, fals",
        "[ false, tru",
        "{\"asd\":\"asd\"",
        "\\xc3\\xa5",
        "[\\xe2\\x81\\xa0]",
        "\\xef\\xbb\\xbf",
        "\\xef\\xbb\\xbf[]",
        "[\f]",
        "[\\xc2\\xa0]",
        "[1]\\x00",
        "\\x00[1]",
        "[\\x00]",
        "[\"\\x61\\xe0\\xff\"]",
        // Not UTF-8: overlong, surrogates, beyond the last code point, lone and missing bytes.
        "[\"\\xc0\\xaf\"]",
        "[\"\\xc1\\xbf\"]",
        "[\"\\xe0\\x80\\xaf\"]",
        "[\"\\xe0\\x9f\\xbf\"]",
        "[\"\\xf0\\x80\\x80\\xaf\"]",
        "[\"\\xf0\\x8f\\xbf\\xbf\"]",
        "[\"\\xfc\\x83\\xbf\\xbf\\xbf\"]",
        "[\"\\xed\\xa0\\x80\"]",
        "[\"\\xed\\xbf\\xbf\"]",
        "[\"\\xed\\xa0\\xbd\\xed\\xb8\\x80\"]",
        "[\"\\xf4\\x90\\x80\\x80\"]",
        "[\"\\xf5\\x80\\x80\\x80\"]",
        "[\"\\x81\"]",
        "[\"\\xe9\"]",
        "[\"\\xff\"]",
        "[\"\\xe6\\x97\"]",
        "[\"\\xc3",
        "[\"\\xe2\\x28\\xa1\"]",
        "{\"\\xff\":1}",
        "\\xff\\xfe[\\x00]\\x00",
        "\\xfe\\xff\\x00[\\x00]",
      })
  void what_the_rfc_does_not_allow_is_refused_in_every_kind_of_buffer(String text) {
    assertEverywhere(text, Optional.of("not"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [01]            | unexpected '1' at byte 2
          [1}             | unexpected '}' at byte 2
          ["a\\x01b"]     | a control character (0x01) inside a string at byte 3
          ["\\x80"]       | not UTF-8: 0x80 at byte 2
          ["a\\q"]        | a backslash before 'q' at byte 4
          ["\\u12"]       | \\u without four hex digits at byte 6
          [1] [2]         | bytes after the end of the value, '[' at byte 4
          [1              | it ends in the middle, after 2 bytes
          \\xef\\xbb\\xbf | it begins with a byte order mark: send UTF-8 without one
          """)
  void a_refusal_says_what_and_where(String text, String why) {
    assertEquals(Optional.of(why), fault(Unpooled.wrappedBuffer(bytes(text)), DEPTH));
  }

  @Test
  void a_string_is_checked_at_each_place_within_eight_bytes() {
    for (int before = 0; before < 20; before++) {
      for (int after = 0; after < 10; after++) {
        String open = "[\"" + "a".repeat(before);
        String close = "b".repeat(after) + "\"]";
        assertEverywhere(open + "\\n\\xc3\\xa9\\x7f" + close, Optional.empty());
        for (String bad : new String[] {"\\x00", "\\x1f", "\\x80", "\\xff", "\\q", "\"\""}) {
          assertEverywhere(open + bad + close, Optional.of("not"));
        }
      }
    }
  }

  @Test
  void what_is_longer_than_a_window_is_read_across_its_edges() {
    for (int shift = 0; shift < 24; shift++) {
      String unit = "\\u00e9é\uD83D\uDE00abc\\\"";
      String text =
          "["
              + " ".repeat(shift)
              + "\""
              + unit.repeat(3000)
              + "\",-12.5e+3,true,{\""
              + unit
              + "\":"
              + "1".repeat(20_000)
              + "}]";
      for (ByteBuf body : Bytes.everyKind(Bytes.utf8(text))) {
        assertEquals(Optional.empty(), fault(body, DEPTH));
        body.release();
      }
    }
  }

  @Test
  void every_prefix_of_a_value_is_known_to_be_cut() {
    byte[] whole = Bytes.utf8("{\"a\":[1.5e3,\"x\\u00e9é\\n\uD83D\uDE00\",true,null,{}],\"b\":-0}");
    for (int size = 1; size < whole.length; size++) {
      try {
        scan(Unpooled.wrappedBuffer(whole, 0, size), DEPTH);
        throw new AssertionError("passed a prefix of " + size);
      } catch (NotJson e) {
        assertTrue(e.cut(), e.why());
      }
    }
  }

  @Test
  void a_hundred_thousand_brackets_pass_or_not_by_the_limit_alone() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    String objects = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
    for (String text : new String[] {deep, objects}) {
      assertEquals(Optional.empty(), fault(Bytes.of(text), 100_000));
      assertEquals(
          Optional.of("nested deeper than 99999 levels"),
          fault(Bytes.of(text), 99_999).map(why -> why.replaceAll(" at byte.*", "")));
    }
  }

  @Test
  void arrays_and_objects_are_told_apart_at_every_level() {
    StringBuilder open = new StringBuilder();
    StringBuilder close = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      boolean object = (i * 7 + i / 64) % 3 == 0;
      open.append(object ? "{\"k\":" : "[");
      close.insert(0, object ? '}' : ']');
    }
    assertEquals(Optional.empty(), fault(Bytes.of(open + "1" + close), 300));
    for (int i = 0; i < 300; i++) {
      StringBuilder wrong = new StringBuilder(close);
      wrong.setCharAt(i, close.charAt(i) == '}' ? ']' : '}');
      assertTrue(fault(Bytes.of(open + "1" + wrong), 300).isPresent());
    }
  }

  @Test
  void a_scanner_that_broke_off_begins_anew() throws NotJson {
    JsonScanner scanner = new JsonScanner();
    for (ByteBuf broken : Bytes.everyKind(bytes("{\"a\":[[[{\"\\u0062c\": x"))) {
      for (ByteBuf body : Bytes.everyKind(bytes("{\"b\":1}"))) {
        scanner.begin(broken, 5);
        assertThrows(NotJson.class, scanner::value);
        scanner.begin(body, 1);
        assertEquals('{', scanner.next());
        assertEquals(0, scanner.position());
        assertEquals(0, scanner.textLength());
        assertTrue(scanner.open());
        scanner.key();
        assertEquals("b", scanner.textString());
        scanner.value();
        assertFalse(scanner.more());
        scanner.nothingMore();
        body.release();
      }
      broken.release();
    }
  }

  @Test
  void a_kept_string_is_unescaped() throws NotJson {
    JsonScanner scanner =
        new JsonScanner(
            Bytes.of("\"a\\u0062\\\\\\/\\b\\f\\n\\r\\t\\\"é\\u00e9\\u20ac\\ud83d\\ude00\""), 1);
    scanner.next();
    scanner.keptString();
    assertEquals("ab\\/\b\f\n\r\t\"éé€\uD83D\uDE00", scanner.textString());
    assertFalse(scanner.loneSurrogate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "\\ud800a", "\\udc00\\ud800", "\\ud800\\n"})
  void half_a_surrogate_pair_is_kept_as_the_replacement_character(String text) throws NotJson {
    JsonScanner scanner = new JsonScanner(Bytes.of("\"" + text + "\""), 1);
    scanner.next();
    scanner.keptString();
    assertTrue(scanner.loneSurrogate());
    assertTrue(scanner.textString().contains("\uFFFD"));
  }

  private static void assertEverywhere(String text, Optional<String> fault) {
    for (ByteBuf body : Bytes.everyKind(bytes(text))) {
      int reader = body.readerIndex();
      assertEquals(fault.isEmpty(), fault(body, DEPTH).isEmpty(), () -> text + " in " + body);
      assertEquals(reader, body.readerIndex());
      body.release();
    }
  }

  private static Optional<String> fault(ByteBuf body, int depth) {
    try {
      scan(body, depth);
      return Optional.empty();
    } catch (NotJson e) {
      return Optional.of(e.why());
    }
  }

  /// With one scanner for all of them: what stood in one buffer must not show in the next.
  private static void scan(ByteBuf body, int depth) throws NotJson {
    JsonScanner scanner = USED;
    scanner.begin(body, depth);
    scanner.value();
    scanner.nothingMore();
    assertEquals(body.readableBytes(), scanner.position());
  }

  private static byte[] bytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = Unpooled.buffer();
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] == '\\' && i + 3 < utf8.length && utf8[i + 1] == 'x') {
        out.writeByte(HexFormat.fromHexDigits(text(utf8, i + 2)));
        i += 3;
      } else {
        out.writeByte(utf8[i]);
      }
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static String text(byte[] utf8, int at) {
    return new String(utf8, at, 2, StandardCharsets.US_ASCII);
  }
}
