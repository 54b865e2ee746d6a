package dev.headgate.request;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What nodes say when they cannot or will not, in the words of the real ones: whether another is
/// asked, and whether it tells against the node.
@ExtendWith(NoLeaks.class)
class NodeErrorsIT {
  /// Of the reads with the longer patience: the stand-in for a node may be slow to wake.
  private static final String CALL = RequestPath.call("1", "eth_getLogs", "[{}]");

  private static final String FROM_B = RawNode.result("1", "\"b\"");
  private static final WireMockServer PRIMARY =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  static {
    PRIMARY.start();
  }

  private final RawNode b = RawNode.answering("\"b\"");
  private final RequestPath path = beside(b);

  @AfterAll
  static void stop() {
    PRIMARY.stop();
  }

  @AfterEach
  void close() {
    path.close();
    b.close();
    PRIMARY.resetAll();
  }

  private static void says(ResponseDefinitionBuilder answer) {
    PRIMARY.stubFor(any(anyUrl()).willReturn(answer));
  }

  private static void says(int status, String body) {
    says(aResponse().withStatus(status).withBody(body));
  }

  /// An answer like any other: it is the client's, and no fault of the node.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3|execution reverted: ERC20: transfer amount exceeds balance",
        "-32000|execution reverted",
        "-32015|VM execution error: reverted",
        "-32000|out of gas",
        "-32000|insufficient funds for gas * price + value",
        "-32000|replacement transaction underpriced",
        "-32000|nonce too high",
        "-32000|already known",
        "-32000|nonce too low",
        "-32602|invalid argument 0: hex string without 0x prefix",
        "-32602|missing value for required argument 1",
        "-32600|invalid request",
        "-32000|filter not found",
        "-32005|query returned more than 10000 results",
        "-32000|query exceeds max block range 10000",
        "-32000|something that no table knows",
        "17|my own code",
        "4001|user rejected",
      })
  void an_error_that_no_other_node_would_better_is_returned_unchanged(int code, String message) {
    String answer = RawNode.error("1", code, message);
    says(200, answer);
    for (int i = 0; i < 8; i++) {
      HttpResponse<String> reply = path.post(CALL);

      assertEquals(answer, reply.body());
      assertEquals(200, reply.statusCode());
    }
    assertEquals(0, b.requests().size());
    assertEquals(BreakerState.CLOSED, path.breaker("a"));
    assertEquals(CallOutcome.NODE_ERROR, path.recorder().outcomes().getFirst());
  }

  /// Another node may have what this one lacks; it is no fault of the node.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-32000|missing trie node 0xabc (path ) state 0xabc is not available, not found",
        "-32000|header not found",
        "-32000|block not found",
        "-32001|block not found: 0x1234",
        "-32602|request beyond head block: requested 5, head 4",
        "4444|pruned history unavailable",
        "-32000|required historical state unavailable (reexec=128)",
        "-32000|cannot query unfinalized data",
      })
  void an_error_that_another_node_may_better_is_asked_of_it(int code, String message) {
    says(200, RawNode.error("1", code, message));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(CALL).body());
    }
    assertEquals(BreakerState.CLOSED, path.breaker("a"));
    assertEquals(8, path.recorder().ends("a").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"the method eth_getLogs does not exist/is not available", "Method not found"})
  void a_node_that_lacks_a_method_is_asked_for_it_once(String message) {
    says(200, RawNode.error("1", -32601, message));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(CALL).body());
    }
    PRIMARY.verify(1, postRequestedFor(anyUrl()));
    assertEquals(BreakerState.CLOSED, path.breaker("a"));
    path.post(RequestPath.call("1", "eth_chainId"));
    PRIMARY.verify(2, postRequestedFor(anyUrl()));
  }

  @Test
  void a_node_that_has_pruned_a_state_is_asked_for_it_once_and_for_newer_ones_still() {
    path.heads(1000, 1000);
    says(200, RawNode.error("1", -32000, "missing trie node 0xabc (path )"));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(balance("\"0x64\"")).body());
    }
    assertEquals(FROM_B, path.post(balance("\"0x63\"")).body(), "what is older is pruned too");
    PRIMARY.verify(1, postRequestedFor(anyUrl()));
    String fromA = RawNode.result("1", "\"a\"");
    says(200, fromA);
    assertEquals(fromA, path.post(balance("\"0x65\"")).body());
    assertEquals(fromA, path.post(balance("\"latest\"")).body());
    assertEquals(fromA, path.post(RequestPath.call("1", "eth_getLogs", "[{}]")).body());
    assertEquals(BreakerState.CLOSED, path.breaker("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-32000 | missing trie node 0xabc (path )",
        "-32601 | the method eth_getBalance does not exist/is not available",
      })
  void of_a_batch_only_the_call_that_a_node_cannot_answer_goes_elsewhere(int code, String says) {
    says(200, RawNode.error("1", code, says));
    try (RawNode other = RawNode.saying("[" + FROM_B + "]");
        RequestPath both = beside(other)) {
      both.heads(1000, 1000);
      both.post(balance("\"0x64\""));
      String fromA = RawNode.result("2", "\"a\"");
      says(200, "[" + fromA + "]");
      String batch = "[" + RequestPath.call("2", "eth_chainId") + "," + balance("\"0x64\"") + "]";
      assertEquals("[" + fromA + "," + FROM_B + "]", both.post(batch).body());
      PRIMARY.verify(2, postRequestedFor(anyUrl()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing trie node 0xabc (path )", "header not found"})
  void a_node_without_the_state_of_its_head_is_left_alone_with_it_for_some_seconds(String says) {
    path.heads(1000, 1000);
    says(200, RawNode.error("1", -32000, says));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(balance("\"latest\"")).body());
    }
    PRIMARY.verify(1, postRequestedFor(anyUrl()));
    assertEquals(BreakerState.CLOSED, path.breaker("a"));
  }

  @Test
  void a_state_that_every_node_lacks_is_told_in_the_best_node_s_own_words() {
    String lacks = RawNode.error("1", -32000, "missing trie node 0xabc (path )");
    says(200, lacks);
    try (RawNode other = RawNode.saying(lacks);
        RequestPath both = beside(other)) {
      both.heads(1000, 1000);
      for (int i = 0; i < 5; i++) {
        assertEquals(lacks, both.post(balance("\"0x64\"")).body());
      }
      PRIMARY.verify(5, postRequestedFor(anyUrl()));
      assertEquals(1, other.requests().size(), "nobody asks it in vain again");
    }
  }

  private static RequestPath beside(RawNode other) {
    return RequestPath.over(
            RequestPath.node("a", URI.create(PRIMARY.baseUrl())),
            RequestPath.node("b", other.uri()))
        .start();
  }

  private static String balance(String block) {
    return RequestPath.call(
        "1", "eth_getBalance", "[\"0x00000000000000000000000000000000000000aa\"," + block + "]");
  }

  @Test
  void a_method_that_every_node_lacks_is_told_in_a_node_s_own_words() {
    String lacks = RawNode.error("1", -32601, "the method my_own does not exist");
    says(200, lacks);
    try (RawNode other = RawNode.saying(lacks);
        RequestPath both = beside(other)) {
      for (int i = 0; i < 5; i++) {
        assertEquals(lacks, both.post(RequestPath.call("1", "my_own")).body());
        assertEquals(lacks, both.post(RequestPath.call("1", "eth_getProof")).body());
      }
    }
  }

  /// Another node is asked, and it tells against this one.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-32603|internal error",
        "-32603|Internal error",
        "-32000|method handler crashed",
        "-32005|rate limit exceeded",
        "-32005|daily request count exceeded, request rate limited",
        "-32000|too many requests",
      })
  void an_error_that_tells_against_the_node_opens_its_breaker(int code, String message) {
    says(200, RawNode.error("1", code, message));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(CALL).body());
    }
    assertEquals(BreakerState.OPEN, path.breaker("a"));
    PRIMARY.verify(5, postRequestedFor(anyUrl()));
    assertEquals(List.of(End.NODE_ERROR), path.recorder().ends("a").stream().distinct().toList());
  }

  /// One client's dear calls must not take a healthy node from all others.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eth_call|-32000|execution aborted (timeout = 5s)",
        "eth_estimateGas|-32000|execution aborted (timeout = 5s)",
        "eth_call|-32002|request timed out",
        "eth_getLogs|-32002|request timed out",
        "eth_createAccessList|-32000|context deadline exceeded",
        "debug_traceTransaction|-32000|execution timeout: context canceled",
        "trace_filter|-32002|request timed out",
      })
  void a_node_that_gives_up_on_a_dear_call_is_healthy_and_another_is_asked(
      String method, int code, String message) {
    says(200, RawNode.error("1", code, message));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(RequestPath.call("1", method)).body());
    }
    assertEquals(BreakerState.CLOSED, path.breaker("a"));
    assertEquals(
        Collections.nCopies(8, End.ANSWERED), path.recorder().ends("a"), "no failure of the node");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eth_getBalance|-32002|request timed out",
        "eth_blockNumber|-32000|context deadline exceeded",
      })
  void a_node_that_has_no_time_for_small_calls_opens_its_breaker(
      String method, int code, String message) {
    says(200, RawNode.error("1", code, message));
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(RequestPath.call("1", method)).body());
    }
    assertEquals(BreakerState.OPEN, path.breaker("a"));
  }

  /// When a node's time for a batch is over, the small calls behind the dear one fail with it.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nor_does_a_dear_call_of_a_batch_tell_against_the_node(boolean oneForAll) {
    String call = RawNode.error("1", -32002, "request timed out");
    String small = RawNode.error("2", -32002, "request timed out");
    String nameless = RawNode.error("null", -32002, "request timed out");
    says(200, oneForAll ? "[" + nameless + "]" : "[" + call + "," + small + "]");
    String good = "[" + RawNode.result("1", "1") + "," + RawNode.result("2", "2") + "]";
    try (RawNode other = RawNode.saying(good);
        RequestPath both = beside(other)) {
      String batch =
          "["
              + RequestPath.call("1", "eth_call")
              + ","
              + RequestPath.call("2", "eth_chainId")
              + "]";
      for (int i = 0; i < 5; i++) {
        assertEquals(good, both.post(batch).body());
      }
      assertEquals(BreakerState.CLOSED, both.breaker("a"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, HTTP_ERROR", "502, HTTP_ERROR", "503, HTTP_ERROR", "504, HTTP_ERROR", "520, HTTP_ERROR",
    "401, HTTP_ERROR", "403, HTTP_ERROR", "404, HTTP_ERROR", "408, HTTP_ERROR", "301, HTTP_ERROR",
    "429, RATE_LIMITED"
  })
  void a_status_that_is_none_of_success_opens_the_breaker(int status, End end) {
    says(status, "<html>no</html>");
    for (int i = 0; i < 8; i++) {
      assertEquals(FROM_B, path.post(CALL).body());
    }
    assertEquals(BreakerState.OPEN, path.breaker("a"));
    PRIMARY.verify(5, postRequestedFor(anyUrl()));
    assertEquals(List.of(end), path.recorder().ends("a").stream().distinct().toList());
  }

  @ParameterizedTest
  @CsvSource({"1", "86400", "99999999999999", "'Wed, 21 Oct 2015 07:28:00 GMT'", "nonsense", "-1"})
  void whatever_a_limited_node_asks_for_the_other_serves_now(String retryAfter) {
    says(aResponse().withStatus(429).withHeader("Retry-After", retryAfter));

    assertEquals(FROM_B, path.post(CALL).body());
    assertTrue(path.post(CALL).headers().firstValue("Retry-After").isEmpty());
  }

  @Test
  void a_limit_on_the_only_node_is_told_as_unavailable() {
    says(aResponse().withStatus(429).withHeader("Retry-After", "7"));
    path.picture(List.of("a"), List.of());
    HttpResponse<String> reply = path.post(CALL);

    assertEquals(503, reply.statusCode());
    assertTrue(reply.body().contains("-32005"), reply.body());
    assertTrue(reply.headers().firstValue("Retry-After").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"400", "403", "413", "422"})
  void an_error_told_with_a_status_of_4xx_is_an_error_like_any_other(int status) {
    String error = RawNode.error("1", -32602, "invalid argument 0");
    says(status, error);
    HttpResponse<String> reply = path.post(CALL);

    assertEquals(error, reply.body());
    assertEquals(200, reply.statusCode());
    assertEquals(0, b.requests().size());
  }

  @Test
  void when_nobody_does_better_the_last_node_s_own_error_is_returned() {
    String mine = RawNode.error("1", -32000, "missing trie node");
    String last = RawNode.error("1", -32000, "header not found ä");
    says(200, mine);
    try (RawNode other = RawNode.saying(last);
        RequestPath both = beside(other)) {
      HttpResponse<String> reply = both.post(CALL);

      assertEquals(last, reply.body());
      assertEquals(200, reply.statusCode());
    }
  }

  @Test
  void an_own_error_says_more_than_the_silence_of_the_others() {
    String mine = RawNode.error("1", -32000, "missing trie node");
    says(200, mine);
    b.close();

    assertEquals(mine, path.post(CALL).body());
  }

  @Test
  void what_a_node_says_of_its_sync_is_the_client_s_to_read() {
    String syncing = RawNode.result("1", "{\"currentBlock\":\"0x1\",\"highestBlock\":\"0x2\"}");
    says(200, syncing);
    assertEquals(syncing, path.post(RequestPath.call("1", "eth_syncing")).body());
    says(200, RawNode.result("1", "false"));
    assertEquals(
        RawNode.result("1", "false"), path.post(RequestPath.call("1", "eth_syncing")).body());
  }

  @Test
  void one_failed_call_of_a_batch_is_asked_elsewhere_and_tells_nothing_against_the_node() {
    says(
        200,
        "[" + RawNode.result("1", "1") + "," + RawNode.error("2", -32603, "internal error") + "]");
    try (RawNode other = RawNode.saying("[" + RawNode.result("2", "\"b\"") + "]");
        RequestPath both = beside(other)) {
      String batch = "[" + CALL + "," + RequestPath.call("2", "eth_getLogs") + "]";
      for (int i = 0; i < 8; i++) {
        assertEquals(
            "[" + RawNode.result("1", "1") + "," + RawNode.result("2", "\"b\"") + "]",
            both.post(batch).body());
      }
      assertEquals(BreakerState.CLOSED, both.breaker("a"));
    }
  }
}
