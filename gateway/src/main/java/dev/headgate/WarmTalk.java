package dev.headgate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the clients of the warm-up ask and what its node answers, each spelled as one of the
/// clients and nodes out there does it: in whatever way the first real call is spelled, the
/// compilers should have seen it before, for what they never saw makes them throw code away. Not
/// thread-safe for the asking.
final class WarmTalk {
  /// Longer than what is held back before the first byte goes to the caller.
  private static final int LONG = 100_000;

  private static final int SELDOM = 61;

  private static final String HASH = "0x" + "3f".repeat(32);
  private static final String ADDRESS = "0x00000000000000000000000000000000000000aa";

  private static final String BLOCK =
      """
      {"number":"0x1","hash":"%1$s","parentHash":"%1$s","nonce":"0x0000000000000000",\
      "logsBloom":"0x%2$s","miner":"%3$s","difficulty":"0x0","gasLimit":"0x1c9c380",\
      "gasUsed":"0x5208","timestamp":"0x66a1b2c3","extraData":"0x","baseFeePerGas":"0x3b9aca00",\
      "transactions":["%1$s","%1$s"],"uncles":[],"withdrawals":[{"index":"0x1","amount":"0x2"}]}\
      """
          .formatted(HASH, "0".repeat(512), ADDRESS);

  private static final String LOGS = "\"" + "0".repeat(LONG) + "\"";

  private record Exchange(String call, String answer) {}

  /// A list of clients: viem, geth's, ethers, web3.py; and of nodes: geth (which ends a line),
  /// reth, Nethermind.
  private static final List<Exchange> OFTEN =
      List.of(
          new Exchange(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"}",
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}\n"),
          new Exchange(
              "{\"jsonrpc\":\"2.0\",\"id\":12345,\"method\":\"eth_call\",\"params\":[{\"to\":\"%s\",\"data\":\"0x18160ddd\"},\"latest\"]}"
                  .formatted(ADDRESS),
              "{\"jsonrpc\":\"2.0\",\"result\":\"%s\",\"id\":12345}".formatted(HASH)),
          new Exchange(
              "{\"method\":\"eth_blockNumber\",\"params\":[],\"id\":7,\"jsonrpc\":\"2.0\"}",
              "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"0x1\"}"),
          new Exchange(
              "{\"jsonrpc\": \"2.0\", \"method\": \"eth_getBlockByNumber\", \"params\": [\"latest\", false], \"id\": 3}",
              "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":%s}\n".formatted(BLOCK)),
          new Exchange(
              "{\"id\":0,\"jsonrpc\":\"2.0\",\"method\":\"eth_blockNumber\",\"params\":[]}",
              "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"0x1\"}"),
          new Exchange(
              "{\"jsonrpc\":\"2.0\",\"id\":\"a-1\",\"method\":\"eth_getTransactionReceipt\",\"params\":[\"%s\"]}"
                  .formatted(HASH),
              "{\"jsonrpc\":\"2.0\",\"id\":\"a-1\",\"result\":null}"),
          new Exchange(
              "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"eth_getBalance\",\"params\":[\"%s\",\"0x1\"]}"
                  .formatted(ADDRESS),
              "{\"jsonrpc\": \"2.0\", \"id\": 8, \"result\": \"0xde0b6b3a7640000\"}"));

  private static final List<Exchange> SELDOM_ASKED =
      List.of(
          new Exchange(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getLogs\",\"params\":[{\"fromBlock\":\"0x1\",\"toBlock\":\"0x1\"}]}",
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}\n".formatted(LOGS)),
          new Exchange(
              "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]},"
                  + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_chainId\",\"params\":[]}]",
              "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"},"
                  + "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"0x1\"}]"));

  private static final List<String> REQUEST_HEADS =
      List.of(
          """
          Host: localhost:8645
          User-Agent: Go-http-client/1.1
          Content-Length: %d
          Accept: application/json
          Content-Type: application/json
          Accept-Encoding: gzip
          """,
          """
          host: localhost
          connection: keep-alive
          content-type: application/json
          accept: */*
          accept-language: *
          sec-fetch-mode: cors
          user-agent: node
          accept-encoding: gzip, deflate
          content-length: %d
          """,
          """
          Host: 127.0.0.1:8645
          Content-Type: application/json
          Content-Length: %d
          """);

  private static final List<String> ANSWER_HEADS =
      List.of(
          """
          Content-Type: application/json
          Vary: Origin
          Date: Thu, 26 Nov 2026 12:00:00 GMT
          Content-Length: %d
          """,
          """
          content-type: application/json
          content-length: %d
          """,
          """
          content-type: application/json; charset=utf-8
          vary: origin, access-control-request-method, access-control-request-headers
          content-length: %d
          date: Thu, 26 Nov 2026 12:00:00 GMT
          """);

  private static final Map<String, byte[]> ANSWERS = answers();
  private static final byte[] UNKNOWN =
      reply(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"unknown\"}}", 0);

  private final List<byte[]> often = new ArrayList<>();
  private final List<byte[]> seldom = new ArrayList<>();
  private int next;

  /// Requests to a path.
  WarmTalk(String path) {
    for (int i = 0; i < OFTEN.size(); i++) {
      often.add(request(path, OFTEN.get(i).call, i));
    }
    for (int i = 0; i < SELDOM_ASKED.size(); i++) {
      seldom.add(request(path, SELDOM_ASKED.get(i).call, i));
    }
  }

  /// The next request. A long answer and a batch go other ways through the code, and come seldom,
  /// as in life.
  byte[] request() {
    next++;
    return next % SELDOM == 0
        ? seldom.get(next / SELDOM % seldom.size())
        : often.get(next % often.size());
  }

  /// What the node says to a body.
  static byte[] answer(String body) {
    return ANSWERS.getOrDefault(body, UNKNOWN);
  }

  private static Map<String, byte[]> answers() {
    Map<String, byte[]> answers = new HashMap<>();
    List<Exchange> all = new ArrayList<>(OFTEN);
    all.addAll(SELDOM_ASKED);
    for (int i = 0; i < all.size(); i++) {
      answers.put(all.get(i).call, reply(all.get(i).answer, i));
    }
    return answers;
  }

  private static byte[] request(String path, String body, int kind) {
    return message("POST " + path + " HTTP/1.1", REQUEST_HEADS, body, kind);
  }

  private static byte[] reply(String body, int kind) {
    return message("HTTP/1.1 200 OK", ANSWER_HEADS, body, kind);
  }

  private static byte[] message(String line, List<String> heads, String body, int kind) {
    String head = heads.get(kind % heads.size()).formatted(body.length());
    return (line + "\n" + head + "\n")
        .replace("\n", "\r\n")
        .concat(body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
