package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Fuzz;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.Told;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class ResponseReaderTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final byte[] NASTY =
      "\r\n\r\n :,;\t\0\u007fxX09-+/CcTtHh".getBytes(StandardCharsets.US_ASCII);

  /// What was told, a line each: "200 4 keep", "body", "end", "broken: why".
  private static final class Heads extends Told implements ResponseReader.Sink {
    @Override
    public void head(
        int status, long length, boolean encoded, boolean keepAlive, Optional<String> date) {
      lines.add(
          status
              + " "
              + length
              + (encoded ? " encoded" : "")
              + (keepAlive ? " keep" : " close")
              + date.map(d -> " " + d).orElse(""));
    }

    @Override
    public boolean wantsDate() {
      return true;
    }
  }

  private static List<String> read(String bytes, boolean closes) {
    List<String> whole = read(bytes, bytes.length(), closes);
    for (int size = 1; size <= 3; size++) {
      assertEquals(whole, read(bytes, size, closes), "cut into pieces of " + size);
    }
    return whole;
  }

  private static List<String> read(String bytes, int size, boolean closes) {
    Heads told = new Heads();
    ResponseReader reader = new ResponseReader(told);
    for (int from = 0; from < bytes.length(); from += size) {
      String piece = bytes.substring(from, Math.min(bytes.length(), from + size));
      ByteBuf in = Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1);
      reader.read(in);
      in.release();
    }
    if (closes) {
      reader.closed();
    }
    return told.lines();
  }

  private static List<String> read(String bytes) {
    return read(bytes, false);
  }

  @Test
  void an_answer_is_as_long_as_its_content_length() {
    assertEquals(List.of("200 4 keep", "[1234]"), read(OK + "Content-Length: 4\r\n\r\n1234"));
  }

  @Test
  void answers_come_one_after_the_other() {
    String one = OK + "content-length:1\r\n\r\n1";
    String other = "HTTP/1.1 404\r\nCONTENT-LENGTH: \t 2 \t\r\nConnection: close\r\n\r\n22";
    assertEquals(List.of("200 1 keep", "[1]", "404 2 close", "[22]"), read(one + other));
  }

  @Test
  void chunks_are_joined_and_their_extensions_and_trailers_dropped() {
    assertEquals(
        List.of("200 -1 keep", "[abcdefghijklm]", "200 0 keep", "[]"),
        read(
            OK
                + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\ndefghijklm\r\n"
                + "000\r\nX: y\r\nZ:\r\n\r\n"
                + OK
                + "Content-Length: 0\r\n\r\n"));
  }

  @Test
  void without_a_length_an_answer_ends_with_its_connection() {
    assertEquals(List.of("200 -2 keep"), read(OK + "\r\nab"));
    assertEquals(List.of("200 -2 keep", "[ab]"), read(OK + "\r\nab", true));
  }

  @Test
  void what_breaks_off_is_never_whole() {
    assertEquals(List.of("200 4 keep"), read(OK + "Content-Length: 4\r\n\r\n123", true));
    assertEquals(
        List.of("200 -1 keep"), read(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true));
    assertEquals(List.of(), read(OK + "Content-Length: 4\r\n", true));
  }

  @Test
  void some_answers_have_no_body_whatever_they_say() {
    assertEquals(
        List.of("100 0 keep", "[]", "304 0 keep", "[]", "204 0 keep", "[]", "200 1 keep", "[x]"),
        read(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 \r\nContent-Length: 9\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\n"
                + OK
                + "Content-Length: 1\r\n\r\nx"));
  }

  @Test
  void it_says_what_a_gateway_has_to_know() {
    assertEquals(
        List.of("200 1 encoded keep Thu, 26 Nov 2026 05:00:00 GMT", "[x]"),
        read(
            OK
                + "Date: Thu, 26 Nov 2026 05:00:00 GMT\r\nContent-Encoding: gzip\r\n"
                + "Content-Length: 1\r\n\r\nx"));
    assertEquals(
        List.of("200 1 keep", "[x]"),
        read(OK + "Content-Encoding: Identity\r\nContent-Length: 1\r\n\r\nx"));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', keep",
    "HTTP/1.1, close, close",
    "HTTP/1.1, 'x , CLOSE', close",
    "HTTP/1.1, closed, keep",
    "HTTP/1.0, '', close",
    "HTTP/1.0, 'Keep-Alive, x', keep",
    "HTTP/1.0, 'keep-alive,close', close"
  })
  void whether_the_connection_goes_on_is_told_by_version_and_connection(
      String version, String connection, String goesOn) {
    assertEquals(
        List.of("200 0 " + goesOn, "[]"),
        read(version + " 200 OK\r\nConnection: " + connection + "\r\nContent-Length: 0\r\n\r\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 1||x', two Content-Lengths",
    "'HTTP/1.1 200 OK|Content-Length: 1, 1||x', a Content-Length that is not a number",
    "'HTTP/1.1 200 OK|Content-Length: +1||x', a Content-Length that is not a number",
    "'HTTP/1.1 200 OK|Content-Length: -1||x', a Content-Length that is not a number",
    "'HTTP/1.1 200 OK|Content-Length: 99999999999999999999||x', a Content-Length that is not a number",
    "'HTTP/1.1 200 OK|Content-Length: 0x1||x', a Content-Length that is not a number",
    "'HTTP/1.1 200 OK|Content-Length:||x', a Content-Length that is not a number",
    "'HTTP/1.1 200 OK|Content-Length: 1|Transfer-Encoding: chunked||1', both Content-Length and Transfer-Encoding",
    "'HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||1', a Transfer-Encoding other than chunked",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked||1', a Transfer-Encoding other than chunked",
    "'HTTP/1.0 200 OK|Transfer-Encoding: chunked||1', a Transfer-Encoding in HTTP/1.0",
    "'HTTP/2.0 200 OK||', no HTTP answer",
    "'HTTP/1.2 200 OK||', neither HTTP/1.1 nor HTTP/1.0",
    "'HTTP/1.1  200 OK||', a status that is not a number of three digits",
    "'HTTP/1.1 2000 OK||', a status that is not a number of three digits",
    "'HTTP/1.1 020 OK||', a status below 100",
    "'http/1.1 200 OK||', no HTTP answer",
    "'|HTTP/1.1 200 OK||', no HTTP answer",
    "'<html>', no HTTP answer",
    "'HTTP/1.1 200 OK|X: a| b||', a folded header line",
    "'HTTP/1.1 200 OK|X : a||', 'a header''s name is a token with a colon right behind it'",
    "'HTTP/1.1 200 OK|: a||', a header without a name",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||x', a chunk without a size that can be told",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||123456789', a chunk without a size that can be told",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||1_', 'a chunk''s size that is no number'",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|xy', a chunk longer than its size",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||0| x', a trailer that is no header line"
  })
  void what_two_readers_might_understand_in_two_ways_is_broken(String lines, String why) {
    List<String> told = read(lines.replace("|", "\r\n"));
    assertEquals("broken: " + why, told.getLast());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\n",
        "HTTP/1.1 200 OK\r\nX: a\nContent-Length: 0\r\n",
        "HTTP/1.1 200 OK\r\nX: a\rb",
        "HTTP/1.1 200 OK\r\nX: a\0b",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\n"
      })
  void a_bare_line_feed_or_control_is_broken(String bytes) {
    assertTrue(read(bytes).getLast().startsWith("broken: "), bytes);
  }

  @Test
  void heads_and_the_lines_of_chunks_are_bounded() {
    assertEquals(
        "broken: a head over 16 KiB",
        read(OK + "X: " + "a".repeat(16 << 10), 100, false).getLast());
    assertEquals(
        "broken: a head over 16 KiB", read(OK + "X: a\r\n".repeat(4 << 10), 100, false).getLast());
    assertEquals(
        "broken: a chunk's size with more behind it than may be",
        read(OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(1 << 11)).getLast());
  }

  /// Netty's decoder is looked after by many: what we take for an answer it takes for the same, or
  /// refuses.
  @Test
  void what_it_takes_for_an_answer_netty_never_takes_for_another() {
    List<String> answers =
        List.of(
            OK + "Content-Length: 3\r\n\r\nabc",
            "HTTP/1.0 503 Busy\r\nDate: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
            OK
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10;a=b\r\n0123456789abcdef\r\n0\r\n\r\n",
            OK + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
            OK + "X-A: b\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n");
    Fuzz.run(
        "HTTP answers, beside Netty",
        random -> {
          String some = answers.get(random.nextInt(answers.size()));
          byte[] bytes = Fuzz.damaged(some.getBytes(StandardCharsets.ISO_8859_1), random, NASTY);
          List<String> told =
              read(new String(bytes, StandardCharsets.ISO_8859_1), bytes.length, false);
          if (told.size() >= 2 && told.get(1).startsWith("[") && !told.getFirst().startsWith("1")) {
            String status = told.getFirst().substring(0, 3);
            byNetty(bytes)
                .ifPresent(theirs ->
                    assertEquals(
                        status + told.get(1),
                        theirs,
                        new String(bytes, StandardCharsets.ISO_8859_1)));
          }
        });
  }

  /// Empty when it is broken to Netty.
  private static Optional<String> byNetty(byte[] bytes) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(1 << 20));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    FullHttpResponse first = channel.readInbound();
    Optional<String> told = Optional.of("nothing");
    if (first != null) {
      told =
          first.decoderResult().isFailure()
              ? Optional.empty()
              : Optional.of(
                  first.status().code()
                      + "["
                      + first.content().toString(StandardCharsets.ISO_8859_1)
                      + "]");
      first.release();
    }
    channel.finishAndReleaseAll();
    return told;
  }
}
