package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsTest {

  @Test
  void a_raw_transaction_is_read_from_every_kind_of_buffer() {
    byte[] expected = HexFormat.of().parseHex("02f8ab".repeat(100_000));
    String hex = "0x" + HexFormat.of().formatHex(expected);
    for (ByteBuf body : Bytes.everyKind(Bytes.utf8(call(" [ \"" + hex + "\", {}]")))) {
      assertArrayEquals(expected, Params.rawTransaction(body, read(body)));
      body.release();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"0x02fF\"]", "[\"0X02ff\"]", "[\"\\u0030x0\\u0032ff\",\"0x01\"]"})
  void hex_may_be_spelled_in_more_than_one_way(String params) {
    ByteBuf body = Bytes.of(call(params));
    assertArrayEquals(new byte[] {2, -1}, Params.rawTransaction(body, read(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "null",
        "[1]",
        "[[\"0x02\"]]",
        "{\"a\":\"0x02\"}",
        "[\"02ff\"]",
        "[\"0x2\"]",
        "[\"0x0g\"]",
        "[\"\"]",
        "[\"0x\"]",
        "[\"0x02 \"]",
        "[null,\"0x02\"]"
      })
  void what_is_no_hex_string_gives_no_bytes(String params) {
    ByteBuf body = Bytes.of(call(params));
    assertEquals(0, Params.rawTransaction(body, read(body)).length);
  }

  @Test
  void the_first_string_is_unescaped() {
    ByteBuf body = Bytes.of(call("[\"l\\u0061test\\ud83d\\ude00é\"]"));
    assertEquals(Optional.of("latest\uD83D\uDE00é"), Params.firstString(body, read(body)));
  }

  @Test
  void a_call_without_params_has_no_first_string() {
    ByteBuf body = Bytes.of("{\"jsonrpc\":\"2.0\",\"method\":\"a\"}");
    assertEquals(Optional.empty(), Params.firstString(body, read(body)));
  }

  private static String call(String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"eth_sendRawTransaction\",\"params\":" + params + "}";
  }

  private static Call read(ByteBuf body) {
    return (Call) ((Request.Single) CallReader.read(body, new ReadLimits(9, 9))).element();
  }
}
