package dev.headgate.request.accept;

import dev.headgate.testing.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a hostile or broken client may send, by the classes of RFC 9112, and what must come of it.
/// Written for Headgate after the RFC's own text.
///
/// An outcome is the statuses that the client gets, in order, and then `end` when the connection
/// must be ended by us, `stays` when it must serve on, `waits` when more is due from the client. In
/// behind that, after a slash, the ids of the calls that the node sees. The call 666 is one that
/// hides in another's body or head.
final class HttpCorpus {
  private static final String H = "Host: h\r\n";
  private static final String T = "Content-Type: application/json\r\n";
  private static final String POST = "POST / HTTP/1.1\r\n" + H + T;
  private static final String OLD = "POST / HTTP/1.0\r\n" + H + T;
  private static final String CALL = RequestPath.call("1", "eth_chainId");
  private static final String HEX = Integer.toHexString(CALL.length());
  private static final String EVIL = post("666", "");
  private static final String BROKEN = "400 end /";

  /// One thing to send.
  ///
  /// @param section of the RFC
  /// @param direct the outcome at the gateway's own listener
  /// @param front the statuses and calls through HAProxy, which forgives more, but reads it in one
  ///   way
  record Case(String section, String name, String bytes, String direct, String front) {
    byte[] raw() {
      return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return section + " " + name;
    }
  }

  /// What comes of it through HAProxy 2.6 where that differs. It forgives more than we do and sends
  /// on what it understood, in one clean form; what it ends without a word waits for more. Where
  /// the node sees 666 HAProxy has read one message that ends before it, and so have we: there it
  /// is the client's own second request.
  private static final String FRONT =
      """
      200 /1 | 3 request line two spaces before the target
      200 /1 | 3 request line two spaces before the version
      200 /1 | 3 request line a tab for a space
      200 /1 | 3 request line a bare line feed before it
      400 / | 3.2 target absolute form of another host
      400 / | 3.2 target authority form
      400 / | 3.2 target no slash
      400 / | 3.2 target a fragment
      200 /1 | 2.3 version HTTP/1.2
      200 /1 | 2.3 version HTTP/2.0
      / | 2.3 version HTTP/2's preface
      200 /1 | 3.2 host the same twice
      400 / | 5.1 field a long name
      200 /1 | 5.2 folding by a space
      200 /1 | 5.2 folding by a tab
      200 /1 | 5.2 folding an empty fold
      200 200 /666 | 5.2 folding of a coding
      200 200 /666 | 5.2 folding of a length
      200 400 / | 5.2 folding a coding hidden in a fold
      200 /1 | 2.2 line end bare line feeds
      200 /1 | 2.2 line end one bare line feed in the head
      200 /1 | 2.2 line end a bare line feed at the head's end
      200 /1 | 2.2 line end a bare line feed behind the request line
      200 200 /666 | 6.2 length two that agree
      200 200 /666 | 6.2 length a list
      413 / | 6.2 length the most of 63 bits
      422 / | 6.1 coding the coding identity, chunked
      422 / | 6.1 coding a length and the coding identity, chunked
      422 / | 6.1 coding the coding gzip, chunked
      422 / | 6.1 coding a length and the coding gzip, chunked
      400 200 /666 | 6.1 coding the coding chunked,
      422 / | 6.1 coding the coding ,chunked
      422 / | 6.1 coding a length and the coding ,chunked
      200 / | 6.3 both length, then coding
      200 / | 6.3 both coding, then length
      200 / | 6.3 both a length that covers all of it
      200 / | 6.3 both a coding whose name is a connection option
      200 /1 | 7.1 chunk an extension too long
      200 /1 | 7.1 chunk a space behind the size
      / | 7.1 chunk a size over 32 bits
      200 /1 | 7.1 chunk a bare line feed behind the size
      200 /1 | 7.1 chunk a bare line feed behind the data
      200 /1 | 7.1.2 trailer a bare line feed
      400 / | 5.4 flood a head without end
      200 200 /1 | 9.3.2 pipeline good, smuggling, good
      200 400 /1 | 9.3.2 pipeline half a request behind a whole one
      400 200 /1 | 9110 7.8 upgrade its keys alone
      """;

  private final Map<String, String> differing =
      FRONT
          .lines()
          .map(line -> line.split(" \\| ", 2))
          .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));
  private final List<Case> cases = new ArrayList<>();
  private String section = "";

  private HttpCorpus() {}

  static Stream<Case> all() {
    HttpCorpus corpus = new HttpCorpus();
    corpus.requestLines();
    corpus.targets();
    corpus.versions();
    corpus.hosts();
    corpus.fields();
    corpus.controls();
    corpus.folding();
    corpus.lineEnds();
    corpus.lengths();
    corpus.codings();
    corpus.conflicts();
    corpus.chunks();
    corpus.trailers();
    corpus.floods();
    corpus.persistence();
    corpus.pipelines();
    corpus.upgrades();
    corpus.expectations();
    corpus.verbs();
    return corpus.cases.stream();
  }

  private void add(String name, String bytes, String outcome) {
    String same = outcome.replaceAll("(end|stays|waits) ", "");
    String front = differing.getOrDefault(section + " " + name, same);
    cases.add(new Case(section, name, bytes, outcome, front));
  }

  private static String post(String id, String lines) {
    String body = RequestPath.call(id, "eth_chainId");
    return POST + lines + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /// A request with these framing lines, whose body may be read as a last chunk with a call behind.
  private static String hiding(String lines) {
    return POST + lines + "\r\n0\r\n\r\n" + EVIL;
  }

  private static String chunked(String chunks) {
    return POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
  }

  private static String get(String uri, String lines) {
    return "GET " + uri + " HTTP/1.1\r\n" + H + lines + "\r\n";
  }

  private static String line(String requestLine) {
    return post("1", "").replace("POST / HTTP/1.1\r\n", requestLine);
  }

  private void requestLines() {
    section = "3 request line";
    add("two spaces before the target", line("POST  / HTTP/1.1\r\n"), BROKEN);
    add("two spaces before the version", line("POST /  HTTP/1.1\r\n"), BROKEN);
    add("a tab for a space", line("POST\t/\tHTTP/1.1\r\n"), BROKEN);
    add("a form feed for a space", line("POST\f/ HTTP/1.1\r\n"), BROKEN);
    add("a vertical tab for a space", line("POST /\u000bHTTP/1.1\r\n"), BROKEN);
    add("a carriage return for a space", line("POST /\rHTTP/1.1\r\n"), BROKEN);
    add("a space at its start", line(" POST / HTTP/1.1\r\n"), BROKEN);
    add("a space at its end", line("POST / HTTP/1.1 \r\n"), BROKEN);
    add("a fourth word", line("POST / HTTP/1.1 x\r\n"), BROKEN);
    add("no target", line("POST HTTP/1.1\r\n"), BROKEN);
    add("a control before it", line("\u0001POST / HTTP/1.1\r\n"), BROKEN);
    add("a method that is no token", line("PO(ST / HTTP/1.1\r\n"), BROKEN);
    add("empty lines before it", "\r\n\r\n" + post("1", ""), "200 stays /1");
    add("a bare line feed before it", "\n" + post("1", ""), BROKEN);
    add("a bare carriage return before it", "\r" + post("1", ""), BROKEN);
    add("no HTTP at all", "\u0016\u0003\u0001\u0002\r\n\r\n", BROKEN);
  }

  private void targets() {
    section = "3.2 target";
    add("absolute form", line("POST http://h/ethereum HTTP/1.1\r\n"), "200 stays /1");
    add("absolute form in capitals", line("POST HTTP://h/1 HTTP/1.1\r\n"), "200 stays /1");
    add("absolute form of another host", line("POST http://other/ HTTP/1.1\r\n"), "200 stays /1");
    add("authority form", line("POST h:80 HTTP/1.1\r\n"), "404 stays /");
    add("asterisk form", line("POST * HTTP/1.1\r\n"), "404 stays /");
    add("options of all", "OPTIONS * HTTP/1.1\r\n" + H + "\r\n", "404 stays /");
    add("no slash", line("POST ethereum HTTP/1.1\r\n"), "404 stays /");
    add("dots that lead up", line("POST /x/../1 HTTP/1.1\r\n"), "404 stays /");
    add("an escaped name", line("POST /%31 HTTP/1.1\r\n"), "404 stays /");
    add("a fragment", line("POST /#/1 HTTP/1.1\r\n"), "404 stays /");
    add("bytes beyond ASCII", line("POST /\u00e9 HTTP/1.1\r\n"), BROKEN);
    add("a NUL", line("POST /\u0000 HTTP/1.1\r\n"), BROKEN);
    add("a target too long", line("POST /" + "a".repeat(5000) + " HTTP/1.1\r\n"), BROKEN);
    add("a long target", line("POST /" + "a".repeat(3000) + " HTTP/1.1\r\n"), "404 stays /");
  }

  private void versions() {
    section = "2.3 version";
    add("HTTP/0.9", "GET /livez\r\n", BROKEN);
    add("HTTP/0.9 by number", line("POST / HTTP/0.9\r\n"), BROKEN);
    add("HTTP/1.0", post("1", "").replace("HTTP/1.1", "HTTP/1.0"), "200 end /1");
    add(
        "HTTP/1.0 that stays",
        post("1", "Connection: keep-alive\r\n").replace("HTTP/1.1", "HTTP/1.0"),
        "200 stays /1");
    add("HTTP/1.2", line("POST / HTTP/1.2\r\n"), BROKEN);
    add("HTTP/2.0", line("POST / HTTP/2.0\r\n"), BROKEN);
    add("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BROKEN);
    add("a version of many digits", line("POST / HTTP/1.10\r\n"), BROKEN);
    add("a version in small letters", line("POST / http/1.1\r\n"), BROKEN);
    add("another protocol", line("POST / ICAP/1.0\r\n"), BROKEN);
    add("no version number", line("POST / HTTP\r\n"), BROKEN);
  }

  private void hosts() {
    section = "3.2 host";
    String body = "Content-Length: " + CALL.length() + "\r\n\r\n" + CALL;
    add("none", "POST / HTTP/1.1\r\n" + T + body, BROKEN);
    add("none in HTTP/1.0", "POST / HTTP/1.0\r\n" + T + body, "200 end /1");
    add("two", post("1", "Host: h2\r\n"), BROKEN);
    add("the same twice", post("1", H), BROKEN);
    add("empty", post("1", "").replace("Host: h\r\n", "Host:\r\n"), "200 stays /1");
    add(
        "with a port",
        post("1", "").replace("Host: h\r\n", "Host: [::1]:8645\r\n"),
        "200 stays /1");
    add("with a space", post("1", "").replace("Host: h\r\n", "Host: a b\r\n"), BROKEN);
    add("a list", post("1", "").replace("Host: h\r\n", "Host: a, b\r\n"), BROKEN);
    add("with a path", post("1", "").replace("Host: h\r\n", "Host: a/b\r\n"), BROKEN);
    add("with a user", post("1", "").replace("Host: h\r\n", "Host: u@h\r\n"), BROKEN);
  }

  private void fields() {
    section = "5.1 field";
    add("a space before the colon", post("1", "X : y\r\n"), BROKEN);
    add("a tab before the colon", post("1", "X\t: y\r\n"), BROKEN);
    add("no name", post("1", ": y\r\n"), BROKEN);
    add("no colon", post("1", "nocolon\r\n"), BROKEN);
    add("a space in the name", post("1", "Bad Name: y\r\n"), BROKEN);
    add("a bracket in the name", post("1", "X(y): z\r\n"), BROKEN);
    add("a name beyond ASCII", post("1", "X\u00e9: z\r\n"), BROKEN);
    add("no value", post("1", "X:\r\n"), "200 stays /1");
    add("no space before the value", post("1", "X:y\r\n"), "200 stays /1");
    add("tabs around the value", post("1", "X:\t y \t\r\n"), "200 stays /1");
    add("a value beyond ASCII", post("1", "X: \u00e9\r\n"), "200 stays /1");
    add("a long name", post("1", "X".repeat(1000) + ": y\r\n"), "200 stays /1");
    add(
        "Content-Length in capitals",
        post("1", "").replace("Content-L", "CONTENT-L"),
        "200 stays /1");
    add("an underscore for a hyphen", post("1", "Content_Length: 5\r\n"), "200 stays /1");
  }

  private void controls() {
    section = "5.5 value";
    add("a NUL in a value", post("1", "X: a\u0000b\r\n"), BROKEN);
    add("a bell in a value", post("1", "X: a\u0007b\r\n"), BROKEN);
    add("a DEL in a value", post("1", "X: a\u007fb\r\n"), BROKEN);
    add("an escape in a value", post("1", "X: a\u001b[2Jb\r\n"), BROKEN);
    add("a vertical tab before a value", post("1", "X:\u000bb\r\n"), BROKEN);
    add("a NUL in a name", post("1", "X\u0000: b\r\n"), BROKEN);
    add("a NUL behind a length", hiding("Content-Length: 5\u0000\r\n"), BROKEN);
  }

  private void folding() {
    section = "5.2 folding";
    add("by a space", post("1", "X: a\r\n b\r\n"), BROKEN);
    add("by a tab", post("1", "X: a\r\n\tb\r\n"), BROKEN);
    add("an empty fold", post("1", "X: a\r\n \r\n"), BROKEN);
    add("of the first line", post("1", "").replace("Host: h", " X: y\r\nHost: h"), BROKEN);
    add("of a coding", hiding("Transfer-Encoding:\r\n chunked\r\n"), BROKEN);
    add("of a length", hiding("Content-Length:\r\n 5\r\n"), BROKEN);
    add("a coding hidden in a fold", hiding("X: a\r\n Transfer-Encoding: chunked\r\n"), BROKEN);
  }

  private void lineEnds() {
    section = "2.2 line end";
    add("bare line feeds", post("1", "").replace("\r\n", "\n"), BROKEN);
    add("one bare line feed in the head", post("1", "X: y\n"), BROKEN);
    add("a bare line feed at the head's end", post("1", "").replace("\r\n\r\n", "\r\n\n"), BROKEN);
    add("a bare line feed behind the request line", line("POST / HTTP/1.1\n"), BROKEN);
    add("a bare carriage return in a value", post("1", "X: a\rb\r\n"), BROKEN);
    add("a bare carriage return for a line end", post("1", "X: a\rY: b\r\n"), BROKEN);
    add("two carriage returns", post("1", "X: a\r\r\n"), BROKEN);
    add("line feed, then carriage return", post("1", "X: a\n\r"), BROKEN);
    add(
        "a coding behind a bare carriage return",
        hiding("X: a\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        BROKEN);
  }

  private void lengths() {
    section = "6.2 length";
    add("two that differ", hiding("Content-Length: 5\r\nContent-Length: 6\r\n"), BROKEN);
    add("two that agree", hiding("Content-Length: 5\r\nContent-Length: 5\r\n"), BROKEN);
    add("a list", hiding("Content-Length: 5, 5\r\n"), BROKEN);
    add("a list that differs", hiding("Content-Length: 5, 6\r\n"), BROKEN);
    for (String odd :
        List.of("+5", "-5", "-0", "5 5", "0x5", "5;", "5.0", "1e1", "five", "\"5\"")) {
      add("the length " + odd, hiding("Content-Length: " + odd + "\r\n"), BROKEN);
    }
    add("none", hiding("Content-Length: \r\n"), BROKEN);
    add("over 64 bits", hiding("Content-Length: 99999999999999999999\r\n"), BROKEN);
    add(
        "over 64 bits, and 5 modulo that",
        hiding("Content-Length: 18446744073709551621\r\n"),
        BROKEN);
    add("the most of 63 bits", hiding("Content-Length: 9223372036854775807\r\n"), "413 end /");
    add("zeros before it", post("1", "").replace("Length: ", "Length: 000"), "200 stays /1");
    add("a space before the colon", hiding("Content-Length : 5\r\n"), BROKEN);
    add("two in HTTP/1.0", OLD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n0\r\n\r\n", BROKEN);
    add(
        "short by the last byte",
        post("1", "").substring(0, post("1", "").length() - 1),
        "waits /");
  }

  private void codings() {
    section = "6.1 coding";
    String length = "Content-Length: 5\r\n";
    for (String odd :
        List.of(
            "xchunked",
            "chunkedx",
            "chunked, identity",
            "identity, chunked",
            "gzip, chunked",
            "chunked, gzip",
            "gzip",
            "identity",
            "chunked, chunked",
            "chunked,",
            ",chunked",
            "\"chunked\"",
            "chunked;q=1",
            "\u000bchunked",
            "chunk\u00e9d",
            "chunked\u0000",
            "")) {
      add("the coding " + odd, hiding("Transfer-Encoding: " + odd + "\r\n"), BROKEN);
      add(
          "a length and the coding " + odd,
          hiding(length + "Transfer-Encoding: " + odd + "\r\n"),
          BROKEN);
    }
    String twice = "Transfer-Encoding: chunked\r\nTransfer-Encoding: ";
    add("chunked twice", hiding(twice + "chunked\r\n"), BROKEN);
    add("chunked, then identity", hiding(twice + "identity\r\n"), BROKEN);
    add("chunked, then nonsense", hiding(length + twice + "x\r\n"), BROKEN);
    add("a space before the colon", hiding(length + "Transfer-Encoding : chunked\r\n"), BROKEN);
    add("a space before the name", hiding(length + " Transfer-Encoding: chunked\r\n"), BROKEN);
    add("an underscore", post("1", "Transfer_Encoding: chunked\r\n"), "200 stays /1");
    add("in HTTP/1.0", OLD + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL, BROKEN);
    add(
        "Chunked with a capital",
        POST + "Transfer-Encoding: Chunked\r\n\r\n" + HEX + "\r\n" + CALL + "\r\n0\r\n\r\n",
        "200 stays /1");
  }

  private void conflicts() {
    section = "6.3 both";
    add(
        "length, then coding",
        hiding("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        BROKEN);
    add(
        "coding, then length",
        hiding("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        BROKEN);
    add(
        "a length that covers all of it",
        hiding("Content-Length: " + (5 + EVIL.length()) + "\r\nTransfer-Encoding: chunked\r\n"),
        BROKEN);
    add(
        "a coding whose name is a connection option",
        hiding(
            "Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        BROKEN);
    add(
        "a length that is a connection option",
        post("1", "Connection: content-length\r\n"),
        "200 stays /1");
  }

  private void chunks() {
    section = "7.1 chunk";
    String end = "\r\n0\r\n\r\n";
    add("one", chunked(HEX + "\r\n" + CALL + end), "200 stays /1");
    add(
        "a size in capitals",
        chunked("000" + HEX.toUpperCase(Locale.ROOT) + "\r\n" + CALL + end),
        "200 stays /1");
    add("an extension", chunked(HEX + ";a=b;c=\"d\"\r\n" + CALL + end), "200 stays /1");
    add("many extensions", chunked(HEX + ";a".repeat(500) + "\r\n" + CALL + end), "200 stays /1");
    add(
        "an extension too long",
        chunked(HEX + ";" + "a".repeat(5000) + "\r\n" + CALL + end),
        BROKEN);
    add("a line feed in an extension", chunked(HEX + ";a\nb\r\n" + CALL + end), BROKEN);
    add("a carriage return in an extension", chunked(HEX + ";a\rb\r\n" + CALL + end), BROKEN);
    add("a space behind the size", chunked(HEX + " \r\n" + CALL + end), BROKEN);
    add("a space before the size", chunked(" " + HEX + "\r\n" + CALL + end), BROKEN);
    add("no size", chunked("\r\n" + CALL + end), BROKEN);
    add("a size with a sign", chunked("+" + HEX + "\r\n" + CALL + end), BROKEN);
    add("a negative size", chunked("-1\r\n" + CALL + end), BROKEN);
    add("a size of 0x", chunked("0x" + HEX + "\r\n" + CALL + end), BROKEN);
    add("a size that is no number", chunked("zz\r\n" + CALL + end), BROKEN);
    add("a size over 32 bits", chunked("100000000\r\n" + EVIL), BROKEN);
    add("a size over 64 bits", chunked("10000000000000005\r\n0\r\n\r\n" + EVIL), BROKEN);
    add("a size over the limit", chunked("7fffffff\r\n"), "waits /");
    add("a bare line feed behind the size", chunked(HEX + "\n" + CALL + end), BROKEN);
    add("no line end behind the data", chunked(HEX + "\r\n" + CALL + "0\r\n\r\n" + EVIL), BROKEN);
    add("a bare line feed behind the data", chunked(HEX + "\r\n" + CALL + "\n0\r\n\r\n"), BROKEN);
    add("more data than its size", chunked("5\r\nabcdefg" + end + EVIL), BROKEN);
    add("no last one", chunked(HEX + "\r\n" + CALL + "\r\n"), "waits /");
    add(
        "a last one of many zeros",
        chunked(HEX + "\r\n" + CALL + "\r\n0000\r\n\r\n"),
        "200 stays /1");
    add(
        "a call behind the last one",
        chunked(HEX + "\r\n" + CALL + end) + post("2", ""),
        "200 200 stays /1,2");
  }

  private void trailers() {
    section = "7.1.2 trailer";
    String most = HEX + "\r\n" + CALL + "\r\n0\r\n";
    add("one", chunked(most + "X: y\r\n\r\n"), "200 stays /1");
    add(
        "a length",
        chunked(most + "Content-Length: 500\r\n\r\n") + post("2", ""),
        "200 200 stays /1,2");
    add(
        "a coding",
        chunked(most + "Transfer-Encoding: chunked\r\n\r\n") + post("2", ""),
        "200 200 stays /1,2");
    add("a host", chunked(most + "Host: other\r\n\r\n"), "200 stays /1");
    add("without a colon", chunked(most + "nocolon\r\n\r\n"), BROKEN);
    add("a space before the colon", chunked(most + "X : y\r\n\r\n"), BROKEN);
    add("a bare line feed", chunked(most + "X: y\n\r\n"), BROKEN);
    add("too many", chunked(most + "X: y\r\n".repeat(5000) + "\r\n"), BROKEN);
    add("without end", chunked(most + "X: y\r\n"), "waits /");
  }

  private void floods() {
    section = "5.4 flood";
    add("many lines", post("1", "X: y\r\n".repeat(96)), "200 stays /1");
    add("too many lines", post("1", "X: y\r\n".repeat(200)), BROKEN);
    add("a long line", post("1", "X: " + "y".repeat(8000) + "\r\n"), "200 stays /1");
    add("a line too long", post("1", "X: " + "y".repeat(17_000) + "\r\n"), BROKEN);
    add(
        "lines too long together",
        post("1", ("X: " + "y".repeat(1000) + "\r\n").repeat(20)),
        BROKEN);
    add("a name without end", POST + "X".repeat(17_000), BROKEN);
    add("a head without end", POST + "X: y\r\n", "waits /");
  }

  private void persistence() {
    section = "9.3 persistence";
    add("close", post("1", "Connection: close\r\n") + EVIL, "200 end /1");
    add("close in capitals", post("1", "Connection: CLOSE\r\n") + EVIL, "200 end /1");
    add("close in a list", post("1", "Connection: x, close\r\n") + EVIL, "200 end /1");
    add(
        "close on the second line",
        post("1", "Connection: x\r\nConnection: close\r\n") + EVIL,
        "200 end /1");
    add(
        "close and keep-alive",
        post("1", "Connection: close, keep-alive\r\n") + EVIL,
        "200 end /1");
    add("keep-alive", post("1", "Connection: keep-alive\r\n"), "200 stays /1");
    add("an unknown option", post("1", "Connection: x-y\r\n"), "200 stays /1");
    add(
        "HTTP/1.0 with more behind",
        post("1", "").replace("HTTP/1.1", "HTTP/1.0") + EVIL,
        "200 end /1");
  }

  private void pipelines() {
    section = "9.3.2 pipeline";
    add("three calls", post("1", "") + post("2", "") + post("3", ""), "200 200 200 stays /1,2,3");
    add("good, broken, good", post("1", "") + "x\r\n\r\n" + EVIL, "200 400 end /1");
    add(
        "good, refused, good",
        post("1", "") + line("POST /no HTTP/1.1\r\n") + post("3", ""),
        "200 404 200 stays /1,3");
    add(
        "good, smuggling, good",
        post("1", "") + hiding("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        "200 400 end /1");
    add(
        "page, call, page",
        get("/livez", "") + post("1", "") + get("/livez", ""),
        "200 200 200 stays /1");
    add(
        "a page with a body that looks like a call",
        get("/livez", "Content-Length: " + EVIL.length() + "\r\n") + EVIL,
        "200 stays /");
    add(
        "a call with a body that looks like a request",
        POST + "Content-Length: " + EVIL.length() + "\r\n\r\n" + EVIL,
        "200 stays /");
    add(
        "a refused call with such a body",
        line("POST /no HTTP/1.1\r\n")
            .replace(CALL, EVIL)
            .replace("Length: " + CALL.length(), "Length: " + EVIL.length()),
        "404 stays /");
    add("a call without a length, then its body", POST + "\r\n" + CALL, "200 400 end /");
    add("half a request behind a whole one", post("1", "") + "POST / HT", "200 waits /1");
  }

  private void upgrades() {
    section = "9110 7.8 upgrade";
    String h2c =
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
    add("to HTTP/2", post("1", h2c) + post("2", ""), "200 200 stays /1,2");
    add("to TLS", post("1", "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n"), "200 stays /1");
    add("to what nobody knows", post("1", "Connection: Upgrade\r\nUpgrade: x\r\n"), "200 stays /1");
    add(
        "to a WebSocket of before the RFC",
        get(
                "/livez",
                "Connection: Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n")
            + post("1", ""),
        BROKEN);
    add(
        "its keys alone",
        get("/livez", "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n") + post("1", ""),
        BROKEN);
  }

  private void expectations() {
    section = "9110 10.1.1 expect";
    add("100-continue, body at once", post("1", "Expect: 100-continue\r\n"), "100 200 stays /1");
    add(
        "100-continue for what is refused",
        line("POST /no HTTP/1.1\r\nExpect: 100-continue\r\n"),
        "404 end /");
    add(
        "100-continue without a body",
        get("/livez", "Expect: 100-continue\r\n"),
        "100 200 stays /");
    add("something else", post("1", "Expect: the-moon\r\n"), "200 stays /1");
    add(
        "100-continue in HTTP/1.0",
        post("1", "Expect: 100-continue\r\n").replace("HTTP/1.1", "HTTP/1.0"),
        "200 end /1");
  }

  private void verbs() {
    section = "9110 9 method";
    add("post in small letters", line("post / HTTP/1.1\r\n"), "405 stays /");
    add("an unknown one", line("BREW / HTTP/1.1\r\n"), "405 stays /");
    add("PUT", line("PUT / HTTP/1.1\r\n"), "405 stays /");
    add("TRACE", "TRACE / HTTP/1.1\r\n" + H + "Cookie: secret\r\n\r\n", "405 stays /");
    add(
        "CONNECT",
        "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n" + post("1", ""),
        "405 200 stays /1");
    add("GET of a chain", get("/ethereum", ""), "405 stays /");
    add(
        "a preflight of another origin",
        "OPTIONS /ethereum HTTP/1.1\r\n"
            + H
            + "Origin: http://evil\r\nAccess-Control-Request-Method: POST\r\n\r\n",
        "405 stays /");
    add("a call of another origin", post("1", "Origin: http://evil\r\n"), "200 stays /1");
  }
}
