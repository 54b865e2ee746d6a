package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Fuzz;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.Told;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class RequestReaderTest {
  private static final int MOST_HEAD = 16 << 10;
  private static final String H = "Host: h\r\n";
  private static final String POST = "POST / HTTP/1.1\r\n" + H;
  private static final byte[] NASTY =
      "\r\n\r\n :,;\t\0\u007fxX09-+%/CcTtHh".getBytes(StandardCharsets.US_ASCII);
  private static final List<byte[]> CORPUS = HttpCorpus.all().map(HttpCorpus.Case::raw).toList();

  /// What was told, a line each: "POST / 4 keep", "[body]", "broken: why".
  private static class Heads extends Told implements RequestReader.Sink {
    private int most = Integer.MAX_VALUE;

    @Override
    public void head(RequestHead head) {
      lines.add(
          head.method()
              + " "
              + head.target()
              + (head.isOld() ? " old " : " ")
              + head.length()
              + (head.keepsAlive() ? " keep" : " close"));
      more(head.asksFirst(), "asks");
      more(!head.path().equals(head.target()), "path " + head.path());
      more(!head.contentType().isEmpty(), "type " + head.contentType());
      more(!head.encoding().equals("identity"), "encoding " + head.encoding());
      more(!head.forwardedFor().isEmpty(), "for " + head.forwardedFor());
      assertEquals(head.isPost(), head.method().equals("POST"));
    }

    private void more(boolean told, String what) {
      if (told) {
        lines.add(lines.removeLast() + ", " + what);
      }
    }

    @Override
    public boolean open() {
      return super.open() && lines.size() < most;
    }
  }

  private static List<String> read(String bytes) {
    return read(bytes, MOST_HEAD);
  }

  private static List<String> read(String bytes, int mostHead) {
    List<String> whole = read(bytes, bytes.length(), mostHead);
    for (int size : new int[] {1, 2, 3, 100}) {
      assertEquals(whole, read(bytes, size, mostHead), "cut into pieces of " + size);
    }
    if (bytes.length() < 500) {
      for (int at = 1; at < bytes.length(); at++) {
        assertEquals(whole, read(List.of(bytes.substring(0, at), bytes.substring(at)), mostHead));
      }
    }
    return whole;
  }

  private static List<String> read(String bytes, int size, int mostHead) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length(); from += size) {
      pieces.add(bytes.substring(from, Math.min(bytes.length(), from + size)));
    }
    return read(pieces, mostHead);
  }

  private static List<String> read(List<String> pieces, int mostHead) {
    Heads told = new Heads();
    RequestReader reader = new RequestReader(told, mostHead, true);
    pieces.forEach(piece -> read(reader, piece));
    return told.lines();
  }

  /// How many bytes it left.
  private static int read(RequestReader reader, String piece) {
    ByteBuf in = Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1);
    reader.read(in);
    int left = in.readableBytes();
    in.release();
    return left;
  }

  private static String line(int length) {
    return "POST /" + "a".repeat(length - "POST / HTTP/1.1".length()) + " HTTP/1.1";
  }

  @Test
  void requests_come_one_after_the_other() {
    assertEquals(
        List.of("POST / 4 keep", "[1234]", "GET /livez?x 0 close, path /livez", "[]"),
        read(
            POST
                + "content-LENGTH:\t 0004 \t\r\n\r\n1234"
                + "GET /livez?x HTTP/1.1\r\nhost:\r\nX-Any: \t\r\nConnection: close\r\n\r\n"));
  }

  @Test
  void chunks_are_joined_and_their_extensions_and_trailers_dropped() {
    assertEquals(
        List.of("POST / -1 keep", "[abcdefghijklm]", "POST / 0 keep", "[]"),
        read(
            POST
                + "Transfer-Encoding: Chunked\r\n\r\n3;a\r\nabc\r\n0000000A;x=y; z = \"a;\\\"b\" ;c\r\n"
                + "defghijklm\r\n000\r\nContent-Length: 7\r\nZ:\r\n\r\n"
                + POST
                + "\r\n"));
  }

  @Test
  void without_a_length_there_is_no_body() {
    assertEquals(List.of("POST / 0 keep", "[]"), read(POST + "\r\n"));
    assertEquals(
        List.of("POST / 0 keep", "[]", "POST / 0 keep", "[]"),
        read(POST + "Content-Length: 0\r\n\r\n" + POST + "\r\n"));
  }

  @Test
  void what_breaks_off_is_never_whole() {
    assertEquals(List.of("POST / 4 keep"), read(POST + "Content-Length: 4\r\n\r\n123"));
    assertEquals(
        List.of("POST / -1 keep"),
        read(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"));
    assertEquals(List.of(), read(POST + "Content-Length: 4\r\n"));
  }

  @Test
  void it_says_what_a_gateway_has_to_know() {
    assertEquals(
        List.of(
            "POST http://h/1/?k 0 keep, asks, path /1, type application/json; a=b, encoding gzip, for 6.6.6.6, 1.2.3.4,::1",
            "[]"),
        read(
            "POST http://h/1/?k HTTP/1.1\r\n"
                + H
                + "Expect: 100-Continue\r\nContent-Type: application/json; a=b\r\nContent-Type: text/plain\r\n"
                + "Content-Encoding: gzip\r\nContent-Encoding: br\r\n"
                + "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nx-forwarded-for: ::1\r\n\r\n"));
    assertEquals(
        List.of("POST / old 0 close, encoding ", "[]"),
        read("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Encoding:\r\n\r\n"));
    assertEquals(
        List.of("POST / 0 keep", "[]"),
        read(POST + "Expect: the-moon\r\nContent-Encoding: Identity\r\n\r\n"));
  }

  @Test
  void lines_that_forward_are_one_list_of_which_the_last_foreign_address_is_the_client() {
    List<Client> clients = new ArrayList<>();
    InetAddress proxy = InetAddress.ofLiteral("192.0.2.100");
    Heads told =
        new Heads() {
          @Override
          public void head(RequestHead head) {
            clients.add(
                Client.behind(
                    proxy, head.forwardedFor(), Set.of(InetAddress.ofLiteral("192.0.2.101"))));
          }
        };
    read(
        new RequestReader(told, MOST_HEAD, true),
        POST + "X-Forwarded-For: 203.0.113.7\r\nx-forwarded-for: 192.0.2.101\r\n\r\n");

    assertEquals(List.of(Client.of(InetAddress.ofLiteral("203.0.113.7"))), clients);
  }

  @Test
  void whom_anybody_else_forwards_for_is_not_asked() {
    Heads told = new Heads();
    read(
        new RequestReader(told, MOST_HEAD, false),
        POST + "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: ::1\r\n\r\n");

    assertEquals(List.of("POST / 0 keep", "[]"), told.lines());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', keep",
    "HTTP/1.1, close, close",
    "HTTP/1.1, 'x , CLOSE', close",
    "HTTP/1.1, closed, keep",
    "HTTP/1.1, 'close|Connection: keep-alive', close",
    "HTTP/1.1, 'keep-alive|Connection: close', close",
    "HTTP/1.0, '', close",
    "HTTP/1.0, 'Keep-Alive, x', keep",
    "HTTP/1.0, 'keep-alive,close', close"
  })
  void whether_the_connection_goes_on_is_told_by_version_and_connection(
      String version, String connection, String goesOn) {
    String old = version.equals("HTTP/1.0") ? " old" : "";
    assertEquals(
        List.of("POST /" + old + " 0 " + goesOn, "[]"),
        read(
            "POST / "
                + version
                + "\r\nConnection: "
                + connection.replace("|", "\r\n")
                + "\r\n"
                + H
                + "\r\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "/ethereum, /ethereum",
    "/ethereum/, /ethereum",
    "/, /",
    "/?k, /",
    "?k, ''",
    "*, *",
    "h:80, h:80",
    "http://h, /",
    "http://h?k, /",
    "HTTPS://h/1?k=/, /1",
    "http://h/, /"
  })
  void a_target_has_a_path(String target, String path) {
    assertEquals(
        List.of("GET " + target + " 0 keep" + (path.equals(target) ? "" : ", path " + path), "[]"),
        read("GET " + target + " HTTP/1.1\r\n" + H + "\r\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "' POST / HTTP/1.1', a request line begins with its method",
    "'\u0001POST / HTTP/1.1', a request line begins with its method",
    "'||\u0001', a request line begins with its method",
    "'PO(ST / HTTP/1.1', a method that is no token",
    "'GARBAGE|', a method that is no token",
    "'POST  / HTTP/1.1', 'a request line is method, target and version with one space between'",
    "'POST /|', 'a request line is method, target and version with one space between'",
    "'POST /\u00e9 HTTP/1.1', 'a request line is method, target and version with one space between'",
    "'POST /\u0000 HTTP/1.1', 'a request line is method, target and version with one space between'",
    "'POST /  HTTP/1.1', neither HTTP/1.1 nor HTTP/1.0",
    "'POST / HTTP/1.1 |', neither HTTP/1.1 nor HTTP/1.0",
    "'POST / HTTP/1.10|', neither HTTP/1.1 nor HTTP/1.0",
    "'POST / HTTP/2.0|', neither HTTP/1.1 nor HTTP/1.0",
    "'POST / http/1.1|', neither HTTP/1.1 nor HTTP/1.0",
    "'POST / HTTP/1.|', neither HTTP/1.1 nor HTTP/1.0",
    "'POST / HTTP/1.1|Host: h||', ''",
    "'POST / HTTP/1.1|X: y||', no Host",
    "'POST / HTTP/1.0|X: y||', ''",
    "'POST / HTTP/1.1|Host: h|HOST: h||', HOST twice",
    "'POST / HTTP/1.1|Host: a b||', a Host that is none",
    "'POST / HTTP/1.1|Host: a/b||', a Host that is none",
    "'POST / HTTP/1.1|Host: u@h||', a Host that is none",
    "'POST / HTTP/1.1|Host: h| folded', a folded header line: write it as one",
    "'POST / HTTP/1.1| Host: h', a folded header line: write it as one",
    "'POST / HTTP/1.1|X : a', 'a header''s name is a token with a colon right behind it'",
    "'POST / HTTP/1.1|nocolon|', 'a header''s name is a token with a colon right behind it'",
    "'POST / HTTP/1.1|X\u00e9: a', 'a header''s name is a token with a colon right behind it'",
    "'POST / HTTP/1.1|: a', a header without a name",
    "'POST / HTTP/1.1|X: a\u0000b', a control character in a header",
    "'POST / HTTP/1.1|X: a\u007fb', a control character in a header",
    "'POST / HTTP/1.1|Sec-WebSocket-Key2: 1', a WebSocket older than RFC 6455",
    "'POST / HTTP/1.1|Host: h|Content-Length: 5|Content-Length: 5||', Content-Length twice",
    "'POST / HTTP/1.1|Host: h|Content-Length: 5, 5||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length: +5||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length: -5||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length: 0x5||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length:||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length: 9223372036854775808||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length: 18446744073709551621||', a Content-Length that is not a number",
    "'POST / HTTP/1.1|Host: h|Content-Length: 5|Transfer-Encoding: chunked||', both Content-Length and Transfer-Encoding",
    "'POST / HTTP/1.1|Host: h|Transfer-Encoding: gzip, chunked||', a Transfer-Encoding other than chunked",
    "'POST / HTTP/1.1|Host: h|Transfer-Encoding:||', a Transfer-Encoding other than chunked",
    "'POST / HTTP/1.1|Host: h|Transfer-Encoding: chunked|Transfer-Encoding: x||', Transfer-Encoding twice",
    "'POST / HTTP/1.0|Host: h|Transfer-Encoding: chunked||', a Transfer-Encoding in HTTP/1.0"
  })
  void a_head_that_two_readers_might_understand_in_two_ways_is_broken(String lines, String why) {
    List<String> told = read(lines.replace("|", "\r\n"));

    assertEquals(why.isEmpty() ? "[]" : "broken: " + why, told.getLast());
    assertEquals(why.isEmpty() ? 2 : 1, told.size(), "and nothing is told of it");
  }

  @ParameterizedTest
  @CsvSource({
    "'x', a chunk without a size that can be told",
    "'|', a chunk without a size that can be told",
    "' 1', a chunk without a size that can be told",
    "'-1', a chunk without a size that can be told",
    "';a', a chunk without a size that can be told",
    "'100000000', a chunk without a size that can be told",
    "'000000001', a chunk without a size that can be told",
    "'80000000', a chunk without a size that can be told",
    "'1 |', 'a chunk''s size that is no number'",
    "'1 ;a', 'a chunk''s size that is no number'",
    "'0x1', 'a chunk''s size that is no number'",
    "'1;a(', 'a chunk''s size with more behind it than may be'",
    "'1;a=;b|', 'a chunk''s size with more behind it than may be'",
    "'1;a=|', 'a chunk''s size with more behind it than may be'",
    "'1;a=\"b|', 'a chunk''s size with more behind it than may be'",
    "'1;a=\"b\\|', 'a chunk''s size with more behind it than may be'",
    "'1;a=\"b\"c', 'a chunk''s size with more behind it than may be'",
    "'1;a=\"\u00e9\"|', 'a chunk''s size with more behind it than may be'",
    "'1;a=\"\u0001', 'a chunk''s size with more behind it than may be'",
    "'1;a=b c', 'a chunk''s size with more behind it than may be'",
    "'1|xy', a chunk longer than its size",
    "'0| x', a trailer that is no header line",
    "'0|: x', a trailer without a name",
    "'0|nocolon|', 'a trailer''s name is a token with a colon right behind it'",
    "'0|X : y|', 'a trailer''s name is a token with a colon right behind it'",
    "'0|X: \u0000', a control character in a trailer"
  })
  void chunks_that_two_readers_might_understand_in_two_ways_are_broken(String lines, String why) {
    List<String> told =
        read(POST + "Transfer-Encoding: chunked\r\n\r\n" + lines.replace("|", "\r\n"));

    assertEquals(List.of("POST / -1 keep", "broken: " + why), told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nPOST / HTTP/1.1\r\n",
        "\rPOST / HTTP/1.1\r\n",
        "POST / HTTP/1.1\n",
        "POST /\rHTTP/1.1\r\n",
        "POST / HTTP/1.1\rX",
        POST + "\n",
        POST + "X: a\n",
        POST + "X: a\rb",
        POST + "X: a\r\r\n",
        POST + "\r\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n1\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n1\r1",
        POST + "Transfer-Encoding: chunked\r\n\r\n1;a\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\rx",
        POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
      })
  void a_line_feed_or_a_carriage_return_alone_is_broken(String bytes) {
    assertTrue(read(bytes).getLast().startsWith("broken: "), bytes);
  }

  @Test
  void everything_is_bounded() {
    assertEquals("[]", read(line(4096) + "\r\n" + H + "\r\n").getLast());
    assertEquals("broken: a request line over 4096 bytes", read(line(4097) + "\r\n").getLast());
    assertEquals("broken: a request line over 4096 bytes", read("A".repeat(4097)).getLast());
    assertEquals("[]", read(POST + "X: y\r\n".repeat(99) + "\r\n").getLast());
    assertEquals(
        "broken: more than 100 header lines", read(POST + "X: y\r\n".repeat(100)).getLast());
    assertEquals(
        "broken: a header that bounds the message is too long",
        read(POST + "Content-Length: " + "0".repeat(301) + "\r\n").getLast());
    assertEquals(
        "broken: a chunk's size with more behind it than may be",
        read(POST + "Transfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(4095)).getLast());
    assertEquals(
        List.of("POST / -1 keep"),
        read(POST + "Transfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(4094)));
    assertEquals(
        "broken: a trailer over 16384 bytes",
        read(POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "X: y\r\n".repeat(3000)).getLast());
  }

  @Test
  void a_head_is_its_line_its_headers_and_the_empty_lines_before() {
    String rest = POST + "\r\n";
    int room = 1024 - rest.length() - "X: \r\n".length();
    String most = POST + "X: " + "y".repeat(room) + "\r\n\r\n";
    String over = "broken: a head over 1024 bytes";

    assertEquals("[]", read(most, 1024).getLast());
    assertEquals(over, read(most.replace("y\r", "yy\r"), 1024).getLast());
    assertEquals(over, read("\r\n" + most, 1024).getLast());
    assertEquals(over, read("\r\n".repeat(513), 1024).getLast());
    assertEquals(over, read(most + "\r\n".repeat(513), 1024).getLast());
    assertEquals("[]", read(most + "\r\n".repeat(512), 1024).getLast());
    assertEquals(over, read(line(1025), 1024).getLast());
    assertEquals(over, read(POST + "X".repeat(1024), 1024).getLast());
    assertEquals("[]", read((most + most).substring(0, 2048), 1024).getLast(), "each for itself");
  }

  @Test
  void a_long_value_that_matters_is_read_whole() {
    String type = "application/json; a=" + "b".repeat(5000);
    assertEquals(
        List.of("POST / 0 keep, type " + type, "[]"),
        read(POST + "Content-Type: " + type + "\r\n\r\n"));
  }

  @Test
  void what_a_client_repeats_is_the_same_text() {
    List<String> texts = new ArrayList<>();
    Heads told =
        new Heads() {
          @Override
          public void head(RequestHead head) {
            texts.add(head.target());
            texts.add(head.contentType());
            texts.add(head.forwardedFor());
          }
        };
    RequestReader reader = new RequestReader(told, MOST_HEAD, true);
    String one =
        "POST /ethereum HTTP/1.1\r\nHost: h\r\nContent-Type: a/b\r\nX-Forwarded-For: ::1\r\n\r\n";
    read(reader, one + one + one.replace("::1", "::2"));

    for (int i = 0; i < 3; i++) {
      assertSame(texts.get(i), texts.get(3 + i));
    }
    assertEquals(List.of("/ethereum", "a/b", "::2"), texts.subList(6, 9));
  }

  /// A client that ends its request with an empty line has sent no more.
  @Test
  void what_is_not_wanted_yet_is_left_but_for_empty_lines() {
    Heads told = new Heads();
    told.most = 2;
    RequestReader reader = new RequestReader(told, MOST_HEAD, true);
    String request = POST + "Content-Length: 1\r\n\r\n";

    assertEquals(0, read(reader, request + "1\r\n\r"));
    assertFalse(reader.begun());
    assertEquals(request.length(), read(reader, "\n\r\n" + request));
    assertFalse(reader.begun());
    assertEquals(List.of("POST / 1 keep", "[1]"), told.lines());
    told.most = 4;
    assertEquals(0, read(reader, request));
    assertTrue(reader.begun());
    assertEquals(1, read(reader, "2P"));
    assertFalse(reader.begun());
    assertEquals(List.of("POST / 1 keep", "[1]", "POST / 1 keep", "[2]"), told.lines());
    told.most = 6;
    assertEquals(0, read(reader, "P"));
    assertTrue(reader.begun());
  }

  @Test
  void how_the_bytes_are_cut_changes_nothing() {
    Fuzz.run(
        "HTTP requests, cut",
        random -> {
          String bytes = some(random);
          List<String> whole = read(bytes, bytes.length(), MOST_HEAD);
          List<String> pieces = new ArrayList<>();
          for (int from = 0; from < bytes.length(); ) {
            int to = Math.min(bytes.length(), from + 1 + random.nextInt(300));
            pieces.add(bytes.substring(from, to));
            from = to;
          }
          assertEquals(whole, read(pieces, MOST_HEAD), bytes);
          assertEquals(whole, read(bytes, 1, MOST_HEAD), bytes);
        });
  }

  /// Netty's decoder is looked after by many, and a second reader is written after the RFC: what we
  /// take for requests they take for the same.
  @Test
  void what_it_takes_for_requests_others_never_take_for_something_else() {
    Fuzz.run(
        "HTTP requests, beside Netty",
        random -> {
          String bytes = some(random);
          List<String> told = read(bytes, bytes.length(), MOST_HEAD);
          byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
          List<String> requests = new ArrayList<>();
          List<String> bodies = new ArrayList<>();
          for (int i = 1; i < told.size(); i += 2) {
            if (told.get(i).startsWith("[")) {
              bodies.add(told.get(i).substring(1, told.get(i).length() - 1));
              requests.add(told.get(i - 1).replaceFirst("(?s) (keep|close).*", "") + told.get(i));
            }
          }
          assertEquals(requests, first(requests.size(), byNetty(raw)), bytes);
          assertEquals(bodies, first(bodies.size(), StrictHttp.bodies(raw)), bytes);
        });
  }

  private static List<String> first(int count, List<String> all) {
    return all.subList(0, Math.min(count, all.size()));
  }

  private static String some(Random random) {
    ByteArrayOutputStream some = new ByteArrayOutputStream();
    for (int i = random.nextInt(3); i >= 0; i--) {
      some.writeBytes(CORPUS.get(random.nextInt(CORPUS.size())));
    }
    byte[] bytes = Fuzz.damaged(some.toByteArray(), random, NASTY);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// As we would tell it, the body in brackets behind its head.
  private static List<String> byNetty(byte[] bytes) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new HttpRequestDecoder(
                new HttpDecoderConfig().setMaxInitialLineLength(4096).setMaxHeaderSize(MOST_HEAD)));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    List<String> told = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    boolean good = true;
    for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
      good &= next.decoderResult().isSuccess();
      if (good && next instanceof HttpRequest request) {
        one.append(request.method()).append(' ').append(request.uri());
        one.append(request.protocolVersion().minorVersion() == 0 ? " old " : " ");
        one.append(
            HttpUtil.isTransferEncodingChunked(request)
                ? "-1"
                : "" + HttpUtil.getContentLength(request, 0L));
        one.append('[');
      }
      if (good && next instanceof HttpContent part) {
        one.append(part.content().toString(StandardCharsets.ISO_8859_1));
        if (next instanceof LastHttpContent) {
          told.add(one + "]");
          one.setLength(0);
        }
      }
      ReferenceCountUtil.release(next);
    }
    channel.finishAndReleaseAll();
    return told;
  }
}
