package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorReplyTest {
  private static final JsonMapper JACKSON = new JsonMapper();

  @Test
  void an_error_without_a_call_is_answered_with_null() {
    ByteBuf reply =
        ErrorReply.write(ByteBufAllocator.DEFAULT, RpcError.notARequest("no"), null, -1, -1);
    assertEquals(
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"no\"}}",
        Bytes.text(reply));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "1.50", "-0", "1e400", "\"\\u0061\\/\"", "\"é\"", "\"\\ud800\"", "null"})
  void an_id_is_echoed_as_it_was_spelled(String id) {
    byte[] call = Bytes.utf8("{\"jsonrpc\":\"2.0\",\"id\": " + id + " ,\"method\":5}");
    for (ByteBuf body : Bytes.everyKind(call)) {
      var single = (Request.Single) CallReader.read(body, new ReadLimits(64, 10));
      var bad = (Element.Bad) single.element();
      ByteBuf reply =
          ErrorReply.write(ByteBufAllocator.DEFAULT, bad.error(), body, bad.idStart(), bad.idEnd());
      String text = Bytes.text(reply);
      assertTrue(text.startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{"), text);
      body.release();
    }
  }

  @Test
  void an_id_of_a_megabyte_is_echoed_exactly() {
    String id = "\"" + "x\\u00e4é".repeat(130_000) + "\"";
    ByteBuf body = Bytes.of("  " + id);
    int end = body.readableBytes();
    String text =
        Bytes.text(
            ErrorReply.write(ByteBufAllocator.DEFAULT, RpcError.notARequest("x"), body, 2, end));
    assertEquals(
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32600,\"message\":\"x\"}}",
        text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\"\\/\b\f\n\r\t\u0000\u001f\u007f",
        "é€\uD83D\uDE00\u2028",
        "</script>"
      })
  void a_message_comes_out_as_it_went_in(String message) {
    assertEquals(message, reply(RpcError.notARequest(message)).at("/error/message").asString());
  }

  @Test
  void half_a_surrogate_pair_is_escaped() {
    assertEquals("\"\\ud800\"", JsonText.quote("\ud800"));
    assertEquals("\"a\\udc00b\"", JsonText.quote("a\udc00b"));
    assertEquals("\"\\ud800\uD83D\uDE00\\udc00\"", JsonText.quote("\ud800\uD83D\uDE00\udc00"));
  }

  static Stream<RpcError> everyError() {
    return Stream.of(
        RpcError.unavailable("ethereum", "no node is reachable", 500, "r-1"),
        RpcError.rateLimited(200, "r-1"),
        RpcError.timeout("ethereum", "r-1", false),
        RpcError.timeout("ethereum", "r-1", true),
        RpcError.unknownFate("ethereum", "r-1"),
        RpcError.unknownChain("Execution  reverted", List.of("optimism", "ethereum")),
        RpcError.wrongVerb("PUT"),
        RpcError.tooLarge(5_242_880),
        RpcError.wrongContentType("text/execution reverted"),
        RpcError.brokenHttp("execution reverted"),
        RpcError.notJson("it is empty"),
        RpcError.denied("execution reverted"),
        RpcError.notARequest("execution\treverted"));
  }

  @ParameterizedTest
  @MethodSource("everyError")
  void no_error_of_the_gateway_stops_a_client_for_good(RpcError error) {
    JsonNode json = reply(error).get("error");
    String all = json.toString().toLowerCase(Locale.ROOT);
    assertFalse(all.matches(".*execution\\s+reverted.*"), all);
    assertFalse(List.of(-32003, 3).contains(json.get("code").asInt()), all);
  }

  @Test
  void an_unavailable_chain_may_be_tried_again() {
    RpcError error = RpcError.unavailable("ethereum", "no node is reachable", 500, "r-1");
    assertEquals(503, error.httpStatus());
    assertEquals(-32005, error.code());
    assertEquals("ethereum is unavailable: no node is reachable", error.message());
    assertEquals(
        "{\"retryable\":true,\"chain\":\"ethereum\",\"retryAfterMs\":500,\"requestId\":\"r-1\"}",
        error.data());
  }

  @Test
  void each_error_has_the_status_and_code_of_the_contract() {
    assertEquals(List.of(429, -32005), numbers(RpcError.rateLimited(1, "")));
    assertEquals(List.of(504, -32603), numbers(RpcError.timeout("a", "", true)));
    assertEquals(List.of(200, -32000), numbers(RpcError.unknownFate("a", "")));
    assertEquals(List.of(404, -32600), numbers(RpcError.unknownChain("a", List.of("b"))));
    assertEquals(List.of(405, -32600), numbers(RpcError.wrongVerb("PUT")));
    assertEquals(List.of(413, -32600), numbers(RpcError.tooLarge(1)));
    assertEquals(List.of(415, -32600), numbers(RpcError.wrongContentType("")));
    assertEquals(List.of(400, -32600), numbers(RpcError.brokenHttp("")));
    assertEquals(List.of(200, -32700), numbers(RpcError.notJson("")));
    assertEquals(List.of(200, -32601), numbers(RpcError.denied("")));
  }

  @Test
  void a_raw_transaction_that_timed_out_may_have_been_sent() {
    JsonNode raw = reply(RpcError.timeout("e", "r", true)).at("/error/data");
    assertEquals("unknown", raw.get("submitted").asString());
    assertTrue(raw.get("retryable").asBoolean());
    assertFalse(reply(RpcError.timeout("e", "r", false)).at("/error/data").has("submitted"));
  }

  @Test
  void a_call_of_unknown_fate_is_not_to_be_tried_again() {
    JsonNode data = reply(RpcError.unknownFate("e\"", "r\n")).at("/error/data");
    assertFalse(data.get("retryable").asBoolean());
    assertEquals("unknown", data.get("submitted").asString());
    assertEquals("e\"", data.get("chain").asString());
    assertEquals("r\n", data.get("requestId").asString());
  }

  @Test
  void a_wrong_chain_is_told_the_right_ones() {
    assertEquals(
        "there is no chain \"etherum\": send to /ethereum or /optimism",
        RpcError.unknownChain("etherum", List.of("optimism", "ethereum")).message());
    assertTrue(RpcError.unknownChain("x".repeat(10_000), List.of()).message().length() < 200);
  }

  private static List<Integer> numbers(RpcError error) {
    return List.of(error.httpStatus(), error.code());
  }

  private static JsonNode reply(RpcError error) {
    return JACKSON.readTree(
        Bytes.text(ErrorReply.write(ByteBufAllocator.DEFAULT, error, null, -1, -1)));
  }
}
