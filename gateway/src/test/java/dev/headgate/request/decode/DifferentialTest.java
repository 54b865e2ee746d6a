package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The scanner against two other readers: the JDK says what is UTF-8, Jackson what is JSON and what
/// it holds. The seed is in every failure; `-Dseed=` repeats it.
class DifferentialTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 5_000);
  private static final JsonMapper JACKSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final ReadLimits LIMITS = new ReadLimits(200, 100);
  private static final String[] SPACE = {"", "", "", " ", "\n", "\t \r"};
  private static final String[] ATOMS = {
    "1",
    "-0",
    "0.5e-7",
    "123456789012345678901234567890",
    "true",
    "false",
    "null",
    "\"\"",
    "\"0x1\"",
    "\"é€\uD83D\uDE00\"",
    "\"\\u00e9\\n\\\"\"",
    "\"\\ud83d\\ude00\"",
    "{}",
    "[]",
    "\"}],{[:\""
  };
  private static final byte[] NASTY =
      "\"\\{}[]:,0123456789+-.eEtfnu \t\n\r\0\u001f\u007f/x'".getBytes(StandardCharsets.US_ASCII);

  /// Of a character in `\\u....` Jackson looks at the lower eight bits alone: U+0645 is an `E` to
  /// it.
  private static final Pattern JACKSON_TAKES_OTHER_DIGITS =
      Pattern.compile("\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\xff]");

  private final long seed = Long.getLong("seed", new Random().nextLong());
  private Random random = new Random(seed);

  @Test
  void a_random_call_is_read_as_jackson_reads_it() {
    for (int round = 0; round < ROUNDS; round++) {
      String text = request();
      assertAgrees(text.getBytes(StandardCharsets.UTF_8), round, true);
    }
  }

  @Test
  void a_damaged_call_is_refused_when_the_others_refuse_it() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = request().getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes = damaged(bytes);
      }
      if (!JACKSON_TAKES_OTHER_DIGITS.matcher(new String(bytes, StandardCharsets.UTF_8)).find()) {
        assertAgrees(bytes, round, false);
      }
    }
  }

  @Test
  void an_answer_is_read_as_jackson_reads_it() {
    Fuzz.run(
        "answers",
        chance -> {
          random = chance;
          byte[] bytes = answer().getBytes(StandardCharsets.UTF_8);
          boolean whole = random.nextBoolean();
          assertAnswer(whole ? bytes : damaged(bytes), whole);
        });
  }

  private static void assertAnswer(byte[] bytes, boolean whole) {
    String story = new String(bytes, StandardCharsets.UTF_8);
    Optional<JsonNode> tree = tree(bytes).filter(JsonNode::isObject);
    for (ByteBuf body : Bytes.everyKind(bytes)) {
      switch (AnswerReader.single(body, LIMITS.maxDepth())) {
        case Answer.Malformed malformed ->
            assertTrue(
                !whole || tree.filter(DifferentialTest::isAnswer).isEmpty(),
                () -> story + " -> " + malformed);
        case Answer.Result result -> {
          JsonNode node = tree.orElseThrow(() -> new AssertionError(story));
          assertEquals(node.get("id"), part(body, result.idStart(), result.idEnd()), story);
          assertEquals(
              node.get("result"), part(body, result.resultStart(), result.resultEnd()), story);
          assertTrue(!node.hasNonNull("error"), story);
        }
        case Answer.Error error -> {
          JsonNode node = tree.orElseThrow(() -> new AssertionError(story));
          assertEquals(node.get("id"), part(body, error.idStart(), error.idEnd()), story);
          assertEquals(node.get("error"), part(body, error.errorStart(), error.errorEnd()), story);
          assertTrue(!node.hasNonNull("result"), story);
        }
      }
      // None of these may throw, whatever the bytes are.
      AnswerReader.batch(body, LIMITS.maxDepth(), 3);
      AnswerReader.peek(body, LIMITS.maxDepth());
      AnswerReader.tailHasId(body, new byte[] {'1'});
      body.release();
    }
  }

  private static boolean isAnswer(JsonNode node) {
    JsonNode id = node.get("id");
    JsonNode error = node.get("error");
    boolean named = id != null && (id.isNumber() || id.isString() || id.isNull());
    boolean failed = error != null && error.isObject();
    boolean sound = error == null || error.isNull() || failed;
    return named && sound && (failed ? !node.hasNonNull("result") : node.has("result"));
  }

  private String answer() {
    String[] members = {
      "\"jsonrpc\":\"2.0\"",
      "\"id\":" + space() + pick("1", "null", "\"a\"", "true", "[1]"),
      "\"r\\u0065sult\":" + value(0),
      "\"result\":" + space() + pick("null", "\"0x1\"", value(0)),
      "\"error\":" + pick("null", "\"x\"", "{}", "{\"code\":-32000,\"message\":" + value(0) + "}"),
      "\"x\":" + value(0),
    };
    StringBuilder answer = new StringBuilder();
    int resultAt = random.nextInt(2) + 2;
    for (int i = 0; i < members.length; i++) {
      boolean otherResult = (i == 2 || i == 3) && i != resultAt;
      if (!otherResult && random.nextInt(4) > 0) {
        answer.append(answer.isEmpty() ? "{" : ",").append(space()).append(members[i]);
      }
    }
    return answer.isEmpty() ? "{}" : answer.append(space()).append('}').toString();
  }

  @Test
  void where_a_call_has_its_block_is_found_or_not_but_nothing_is_thrown() {
    Fuzz.run(
        "places of blocks",
        chance -> {
          random = chance;
          String params =
              random.nextBoolean()
                  ? "[" + value(0) + "," + block() + "," + block() + "]"
                  : pick("[]", "null", "{}", value(0), "[" + block() + "]");
          byte[] bytes =
              ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
                      + pick(
                          "\"eth_call\"",
                          "\"eth_getLogs\"",
                          "\"eth_getStorageAt\"",
                          "\"eth_getBlockByNumber\"",
                          "\"eth_getTransactionByHash\"",
                          "\"eth_sendRawTransaction\"")
                      + ",\"params\":"
                      + params
                      + "}")
                  .getBytes(StandardCharsets.UTF_8);
          for (ByteBuf body : Bytes.everyKind(bytes)) {
            int reader = body.readerIndex();
            if (CallReader.read(body, LIMITS) instanceof Request.Single(Call call)) {
              BlockPlaces.of(body, call);
              Params.rawTransaction(body, call);
            }
            assertEquals(reader, body.readerIndex());
            body.release();
          }
        });
  }

  private String block() {
    return pick(
        "\"latest\"",
        "\"0x10\"",
        "\"0xffffffffffffffffff\"",
        "\"0x\"",
        "-1",
        "1e400",
        "{\"blockNumber\":" + value(0) + "}",
        "{\"fromBlock\":" + value(0) + ",\"toBlock\":\"0x8000000000000000\"}",
        "{\"blockHash\":" + value(0) + "}",
        value(0));
  }

  private void assertAgrees(byte[] bytes, int round, boolean valid) {
    Optional<JsonNode> tree = tree(bytes);
    List<ByteBuf> kinds = Bytes.everyKind(bytes);
    ByteBuf body = kinds.get(round % kinds.size());
    Request request = CallReader.read(body, LIMITS);
    String story =
        "seed " + seed + " round " + round + ": " + new String(bytes, StandardCharsets.UTF_8);
    boolean notJson = request instanceof Request.Refused(RpcError error) && error.code() == -32700;
    assertEquals(tree.isEmpty(), notJson, () -> story + " -> " + request);
    tree.ifPresent(node -> assertSame(body, node, request, valid, story));
    kinds.forEach(ByteBuf::release);
  }

  private static void assertSame(
      ByteBuf body, JsonNode node, Request request, boolean valid, String story) {
    switch (request) {
      case Request.Single(Element element) -> assertSame(body, node, element, valid, story);
      case Request.Batch(List<Element> elements) -> {
        assertEquals(node.size(), elements.size(), story);
        for (int i = 0; i < elements.size(); i++) {
          assertSame(body, node.get(i), elements.get(i), valid, story);
        }
      }
      case Request.Refused(RpcError _) -> assertTrue(node.isArray() && node.isEmpty(), story);
    }
  }

  private static void assertSame(
      ByteBuf body, JsonNode node, Element element, boolean valid, String story) {
    switch (element) {
      case Element.Bad bad -> assertTrue(!valid, () -> story + " -> " + bad);
      case Call call -> {
        assertEquals(node, part(body, call.start(), call.end()), story);
        assertEquals(node.get("id"), part(body, call.idStart(), call.idEnd()), story);
        assertEquals(node.get("params"), part(body, call.paramsStart(), call.paramsEnd()), story);
        assertEquals(node.get("method").asString(), call.method().name(), story);
      }
    }
  }

  private static @Nullable JsonNode part(ByteBuf body, int start, int end) {
    if (start < 0) {
      return null;
    }
    String text = Bytes.span(body, start, end);
    assertEquals(text.strip(), text);
    return JACKSON.readTree(text);
  }

  private static Optional<JsonNode> tree(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode node = JACKSON.readTree(text);
      return Optional.of(node).filter(found -> !found.isMissingNode());
    } catch (CharacterCodingException | JacksonException e) {
      return Optional.empty();
    }
  }

  private String request() {
    if (random.nextInt(4) > 0) {
      return space() + call() + space();
    }
    StringBuilder batch = new StringBuilder(space()).append('[').append(call());
    for (int i = random.nextInt(4); i > 0; i--) {
      batch.append(space()).append(',').append(call());
    }
    return batch.append(space()).append(']').append(space()).toString();
  }

  private String call() {
    String[] members = {
      "\"jsonrpc\":\"2.0\"",
      "\"method\"" + space() + ":" + pick("\"eth_call\"", "\"eth_c\\u0061ll\"", "\"x\"", "\"é\""),
      "\"id\":" + space() + pick("1", "null", "\"a\"", "-1.5e3", "\"\\ud83d\\ude00\""),
      "\"params\":" + pick("null", "[" + value(0) + "]", "{\"a\":" + value(0) + "}", "[]"),
      "\"" + pick("x", "met", "é", "\\u0000") + "\":" + value(0),
    };
    StringBuilder call = new StringBuilder();
    int shift = random.nextInt(members.length);
    for (int i = 0; i < members.length; i++) {
      int member = (i + shift) % members.length;
      if (member < 2 || random.nextBoolean()) {
        call.append(call.isEmpty() ? "{" : ",").append(space()).append(members[member]);
        call.append(space());
      }
    }
    return call.append('}').toString();
  }

  private String value(int depth) {
    String value =
        switch (random.nextInt(depth > 5 ? 1 : 3)) {
          case 0 -> pick(ATOMS);
          case 1 -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
          default -> "{\"k\":" + value(depth + 1) + ",\"id\":" + value(depth + 1) + "}";
        };
    return space() + value + space();
  }

  private byte[] damaged(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int gone = Math.min(random.nextInt(3), bytes.length - at);
    int more = random.nextInt(3);
    byte[] out = new byte[bytes.length - gone + more];
    System.arraycopy(bytes, 0, out, 0, at);
    for (int i = 0; i < more; i++) {
      out[at + i] =
          random.nextBoolean()
              ? NASTY[random.nextInt(NASTY.length)]
              : (byte) (random.nextBoolean() ? 0x80 + random.nextInt(128) : random.nextInt(128));
    }
    System.arraycopy(bytes, at + gone, out, at + more, bytes.length - at - gone);
    return out.length == 0 ? new byte[] {'x'} : out;
  }

  private String space() {
    return pick(SPACE);
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
