package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.headgate.request.decode.BlockRef.Tag;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockPlacesTest {
  private static final String HASH = "0x" + "Ab".repeat(32);
  private static final BlockRef HEAD = new BlockRef.Head(Tag.LATEST);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "eth_blockNumber|[]",
        "eth_gasPrice|[]",
        "eth_getBalance|[\"0xaa\",\"latest\"]",
        "eth_getBalance|[\"0xaa\"]",
        "eth_getBalance|[\"0xaa\",null]",
        "eth_getBalance|[\"0xaa\",\"l\\u0061test\"]",
        "eth_getBalance|[\"0xaa\",{\"blockNumber\":\"latest\"}]",
        "eth_getStorageAt|[\"0xaa\",\"0x0\",\"latest\"]",
        "eth_call|[{\"data\":\"0x00\"},\"latest\",{}]",
        "eth_getBlockByNumber|[\"latest\",false]",
        "eth_getLogs|[{\"fromBlock\":\"0x1\"}]",
        "eth_getLogs|[{\"fromBlock\":\"latest\",\"toBlock\":\"0x9\"}]",
        "eth_getLogs|[{\"address\":[\"0xaa\"],\"topics\":[null,[{}]]}]",
        "eth_getLogs|[{\"blockHash\":null}]",
        "trace_call|[{},[\"trace\"]]",
      })
  void about_the_head(String method, String params) {
    assertEquals(HEAD, read(method, params));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "eth_getBalance|[\"0xaa\",\"0x10\"]|16",
        "eth_getBalance|[\"0xaa\",\"earliest\"]|0",
        "eth_getBalance|[\"0xaa\",16]|16",
        "eth_getBalance|[\"0xaa\",{\"blockNumber\":\"0x10\"}]|16",
        "eth_getBlockByNumber|[\"0x00010\",true]|16",
        "eth_getLogs|[{\"fromBlock\":\"0x1\",\"toBlock\":\"0x10\"}]|16",
        "eth_getLogs|[{\"fromBlock\":\"0x11\",\"toBlock\":\"0x10\"}]|17",
        "debug_traceBlockByNumber|[\"0x10\",{}]|16",
        "trace_filter|[{\"fromBlock\":\"0x1\",\"toBlock\":\"0x10\"}]|16",
      })
  void about_a_number(String method, String params, long number) {
    assertEquals(new BlockRef.ByNumber(number), read(method, params));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "eth_getBlockByHash|[HASH,false]",
        "eth_getBlockReceipts|[HASH]",
        "eth_getLogs|[{\"blockHash\":HASH}]",
        "eth_call|[{},{\"blockHash\":HASH,\"requireCanonical\":true}]",
      })
  void about_a_block_by_its_hash(String method, String params) {
    assertInstanceOf(
        BlockRef.BlockHash.class, read(method, params.replace("HASH", "\"" + HASH + "\"")));
  }

  @Test
  void about_a_transaction() {
    String lower = "0x" + "ab".repeat(32);
    assertEquals(
        new BlockRef.Transaction(lower), read("eth_getTransactionReceipt", "[\"" + HASH + "\"]"));
  }

  @ParameterizedTest
  @CsvSource({"latest,LATEST", "pending,PENDING", "safe,SAFE", "finalized,FINALIZED"})
  void the_names_of_the_head_are_told_apart(String name, Tag tag) {
    assertEquals(
        new BlockRef.Head(tag), read("eth_getTransactionCount", "[\"0xaa\",\"" + name + "\"]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "eth_chainId|[]",
        "eth_sendRawTransaction|[\"latest\"]",
        "no_such|[\"latest\"]",
        "eth_getBalance|[\"0xaa\",\"soon\"]",
        "eth_getBalance|[\"0xaa\",\"0xffffffffffffffffff\"]",
        "eth_getBalance|[\"0xaa\",1.5]",
        "eth_getTransactionReceipt|[\"0x12\"]",
        "eth_getTransactionReceipt|[]",
      })
  void about_no_block_that_can_be_told(String method, String params) {
    assertInstanceOf(BlockRef.None.class, read(method, params));
  }

  @Test
  void whatever_the_params_are_nothing_is_thrown() {
    List<String> odd =
        List.of(
            "{}", "null", "[[]]", "[[[\"latest\"]]]", "[{}]", "[\"\"]", "[true,false]", "[{},[]]");
    for (Method method : MethodTable.known()) {
      odd.forEach(params -> read(method.name(), params));
    }
  }

  @Test
  void numbers_of_answers_are_read_as_nodes_spell_them() {
    assertEquals(0, quantity("\"0x0\""));
    assertEquals(0x1a2b, quantity("\"0x1A2b\""));
    for (String none : List.of("null", "\"0x\"", "\"latest\"", "{}", "\"0x12345678901234567\"")) {
      assertEquals(Quantity.NONE, quantity(none), none);
    }
  }

  @Test
  void a_number_inside_a_result_is_read_from_its_member() {
    String block = "{\"x\":{\"number\":\"0x9\"},\"number\":\"0x10\",\"y\":[]}";
    ByteBuf answer = Bytes.of(" {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + block + "}");
    Answer.Result result = (Answer.Result) AnswerReader.single(answer, 16);
    assertEquals(16, Quantity.ofMember(answer, result, "number"));
    assertEquals(Quantity.NONE, Quantity.ofMember(answer, result, "y"));
    assertEquals(Quantity.NONE, Quantity.ofMember(answer, result, "z"));
  }

  private static long quantity(String result) {
    ByteBuf answer = Bytes.of(" {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}");
    return Quantity.of(answer, (Answer.Result) AnswerReader.single(answer, 16));
  }

  private static BlockRef read(String method, String params) {
    ByteBuf body =
        Bytes.of(
            " {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                + method
                + "\",\"params\":"
                + params
                + "}");
    Request request = CallReader.read(body, new ReadLimits(64, 100));
    return BlockPlaces.of(body, (Call) ((Request.Single) request).element());
  }
}
