package dev.headgate.health.gather;

import static dev.headgate.testing.FakeNodes.block;
import static dev.headgate.testing.FakeNodes.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.Observation;
import dev.headgate.testing.FakeNodes;
import dev.headgate.testing.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a probe makes of a node's answers.
class Web3jProbeTest {
  private static final String HASH =
      "0x88e96d4537bea4d9c05d12549907b32561d3bf31f45aae734cdc119f13406cb6";
  private static final String PARENT =
      "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3";
  private static final Node NODE =
      Node.of("a", Role.PRIMARY, URI.create("http://10.9.8.7:8545/secret"));

  private final ManualClock clock = new ManualClock();

  private List<Observation> probe(FakeNodes nodes, boolean identity) {
    List<Observation> seen = new ArrayList<>();
    Web3jProbe probe = new Web3jProbe(nodes, clock, Duration.ofSeconds(1));
    Optional<String> failed = probe.probe(NODE, identity, seen::add);
    assertEquals(failed.isPresent(), seen.stream().anyMatch(o -> o instanceof Observation.Silent));
    return seen;
  }

  private List<Observation> head(String body) {
    return probe(new FakeNodes().node("a", (method, request) -> body), false);
  }

  private String silence(String body) {
    return ((Observation.Silent) head(body).getFirst()).why();
  }

  private long window(long oldest) {
    Pattern block = Pattern.compile("\"0x0{40}\",\"0x([0-9a-f]+)\"");
    FakeNodes nodes =
        new FakeNodes()
            .node(
                "a",
                (method, request) -> {
                  Matcher asked = block.matcher(request);
                  assertTrue(method.equals("eth_getBalance") && asked.find(), request);
                  return Long.parseLong(asked.group(1), 16) < oldest
                      ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"missing trie node\"}}"
                      : result("\"0x0\"");
                });
    Web3jProbe probe = new Web3jProbe(nodes, clock, Duration.ofSeconds(1));
    return ((Observation.StateWindow) probe.window(NODE, 50_000).orElseThrow()).blocks();
  }

  @Test
  void a_window_of_state_is_as_deep_as_the_deepest_balance_that_is_answered() {
    assertEquals(10_000, window(0));
    assertEquals(100, window(49_000));
    assertEquals(0, window(50_000));
    Web3jProbe mute = new Web3jProbe(new FakeNodes(), clock, Duration.ofSeconds(1));
    assertEquals(Optional.empty(), mute.window(NODE, 50_000), "who says nothing tells nothing");
  }

  @Test
  void a_head_is_one_question() {
    FakeNodes nodes =
        new FakeNodes()
            .node(
                "a",
                (method, request) -> {
                  assertTrue(request.contains("\"params\":[\"latest\",false]"), request);
                  clock.advance(Duration.ofMillis(7));
                  return block(21, 1_700_000_000);
                });
    Observation.Head head = (Observation.Head) probe(nodes, false).getFirst();
    assertEquals(List.of("a eth_getBlockByNumber"), nodes.asked());
    assertEquals(21, head.number());
    assertEquals(1_700_000_000, head.blockTimestampSeconds());
    assertEquals(7_000_000, head.latencyNanos());
    assertEquals(clock.instant(), head.at());
    assertTrue(head.hash().endsWith("16") && head.parentHash().endsWith("15"));
  }

  @Test
  void the_identity_goes_before_the_head_and_the_hint_after_it() {
    List<Observation> seen = probe(new FakeNodes().healthy("a", 21, 1_700_000_000), true);
    Observation.Identity identity = (Observation.Identity) seen.get(0);
    assertEquals(1, identity.chainId());
    assertTrue(identity.genesisHash().isPresent());
    assertEquals(21, ((Observation.Head) seen.get(1)).number());
    assertFalse(((Observation.SyncHint) seen.get(2)).syncing());
  }

  @Test
  void a_pruned_node_without_block_zero_has_a_chain_id_alone() {
    for (String genesis :
        List.of(
            result("null"),
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":4444,\"message\":\"pruned\"}}")) {
      FakeNodes nodes =
          new FakeNodes()
              .node(
                  "a",
                  (method, request) ->
                      switch (method) {
                        case "eth_chainId" -> result("\"0xa4b1\"");
                        case "eth_syncing" -> result("{\"msgCount\":\"0x1\"}");
                        case String other ->
                            request.contains("latest") ? block(9, 1_700_000_000) : genesis;
                      });
      List<Observation> seen = probe(nodes, true);
      Observation.Identity identity = (Observation.Identity) seen.get(0);
      assertEquals(42161, identity.chainId());
      assertEquals(Optional.empty(), identity.genesisHash());
      assertTrue(((Observation.SyncHint) seen.get(2)).syncing(), "Nitro's own fields");
    }
  }

  @Test
  void a_node_without_eth_syncing_is_none_the_worse() {
    FakeNodes nodes =
        new FakeNodes()
            .node(
                "a",
                (method, request) ->
                    switch (method) {
                      case "eth_chainId" -> result("\"0x1\"");
                      case "eth_syncing" -> throw new IOException("connection reset");
                      case String other -> block(9, 1_700_000_000);
                    });
    assertEquals(2, probe(nodes, true).size());
  }

  @Test
  void the_odd_headers_of_arbitrum_are_read() {
    String body =
        """
        {"jsonrpc":"2.0","id":1,"result":{"baseFeePerGas":"0x989680","difficulty":"0x1",
        "extraData":"0x72b5e2ba4c8a8f2f1e1c","gasLimit":"0x4000000000000","gasUsed":"0x3f5f3",
        "hash":"%s","l1BlockNumber":"0x121b5c4","logsBloom":"0x00","miner":"0xa4b000000000000000000073657175656e636572",
        "mixHash":"0x0000000000021f1300000000012b3c4500000000000000140000000000000000",
        "nonce":"0x00000000001c2f5e","number":"0xc5d4a1f","parentHash":"%s","receiptsRoot":"0x1",
        "sendCount":"0x21f13","sendRoot":"0x72b5","sha3Uncles":"0x1dcc","size":"0x51d",
        "stateRoot":"0x2","timestamp":"0x65f0a3c1","totalDifficulty":"0xb0f1e2d3",
        "transactions":["0x01","0x02"],"transactionsRoot":"0x3","uncles":[]}}\
        """
            .formatted(HASH, PARENT);
    Observation.Head head = (Observation.Head) head(body).getFirst();
    assertEquals(0xc5d4a1fL, head.number());
    assertEquals(HASH, head.hash());
    assertEquals(PARENT, head.parentHash());
    assertEquals(0x65f0a3c1L, head.blockTimestampSeconds());
  }

  @Test
  void the_odd_headers_of_avalanche_are_read() {
    String body =
        """
        {"jsonrpc":"2.0","id":1,"result":{"baseFeePerGas":"0x5d21dba00","blobGasUsed":"0x0",
        "blockExtraData":"0x","blockGasCost":"0x0","difficulty":"0x1","excessBlobGas":"0x0",
        "extDataGasUsed":"0x0","extDataHash":"0x56e8","extraData":"0x0000","gasLimit":"0xe4e1c0",
        "gasUsed":"0x6c9e4","hash":"%s","logsBloom":"0x00","minDelayExcess":"0x7d0",
        "miner":"0x0100000000000000000000000000000000000000","mixHash":"0x00","nonce":"0x0000000000000000",
        "number":"0x3a2f1b7","parentBeaconBlockRoot":"0x00","parentHash":"%s","receiptsRoot":"0x1",
        "sha3Uncles":"0x1dcc","size":"0x8a4","stateRoot":"0x2","timestamp":"0x67a1b2c3",
        "timestampMilliseconds":"0x194d0f9e4b8","totalDifficulty":"0x3a2f1b7","transactions":[],
        "transactionsRoot":"0x3","uncles":[]}}\
        """
            .formatted(HASH, PARENT);
    assertEquals(0x3a2f1b7L, ((Observation.Head) head(body).getFirst()).number());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "42",
        "\"0x1\"",
        "{",
        "<html><body>502 Bad Gateway</body></html>",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"number\":null}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"at http://10.9.8.7\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"error\":\"broken\"}"
      })
  void garbage_is_silence_with_a_reason_and_no_address(String body) {
    List<Observation> seen = head(body);
    assertEquals(1, seen.size());
    String why = ((Observation.Silent) seen.getFirst()).why();
    assertTrue(why.startsWith("answered with "), why);
    assertFalse(why.contains("10.9.8.7") || why.contains("html"), why);
  }

  @Test
  void numbers_beyond_reason_are_silence() {
    String good = block(21, 1_700_000_000);
    assertEquals(
        "answered with a block number beyond all reason",
        silence(good.replace("\"0x15\"", "\"0x8000000000000000\"")));
    assertEquals(
        "answered with a block number beyond all reason",
        silence(good.replace("\"0x15\"", "\"0x1ffffffffffffffff\"")));
    assertEquals(
        "answered with a block number that is no hex number",
        silence(good.replace("\"0x15\"", "\"-0x15\"")));
    assertEquals(
        "answered with a block timestamp beyond all reason",
        silence(good.replace("\"0x6553f100\"", "\"0x7fffffffffffffff\"")));
    assertEquals(
        "answered with a block hash that is no hash",
        silence(good.replaceFirst("\"hash\":\"0x0", "\"hash\":\"0x")));
  }

  @Test
  void a_lost_connection_is_silence_in_the_words_of_the_wire() {
    Observation.Silent silent =
        (Observation.Silent) probe(new FakeNodes().refuses("a"), true).getFirst();
    assertEquals("connection refused", silent.why());
  }

  @Test
  void json_nested_without_end_is_silence() {
    assertTrue(silence("[".repeat(100_000)).startsWith("answered with "));
    assertTrue(
        silence("{\"result\":{\"uncles\":" + "[".repeat(100_000)).startsWith("answered with "));
  }
}
