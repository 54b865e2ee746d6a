package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.decode.AnswerReader;
import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.Peek;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.decode.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongAnswerTest {
  private static final String RESULT = "\"" + "f".repeat(500) + "\"";

  /// Keeps what comes, and leaves in the middle of a writing when it is told to.
  private static final class Client implements AnswerSink {
    private final StringBuilder got = new StringBuilder();
    private String end = "";
    private Runnable leaves = () -> {};

    @Override
    public void write(ByteBuf part) {
      got.append(part.toString(StandardCharsets.UTF_8));
      part.release();
      leaves.run();
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable resume) {
      resume.run();
    }

    @Override
    public void finish() {
      end += "finished";
    }

    @Override
    public void cut() {
      end += "cut";
    }
  }

  /// A long answer to a call, sent in parts of a size; the peek sees the first 100 bytes.
  private static final class World {
    private final ByteBuf request;
    private final Parcel parcel;
    private final List<ByteBuf> parts = new ArrayList<>();
    private final Client client = new Client();
    private final LongAnswer answer;

    World(String id, String text, int size) {
      request =
          bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"eth_getLogs\",\"params\":[]}");
      if (!(CallReader.read(request, new ReadLimits(50, 1)) instanceof Request.Single(Call call))) {
        throw new AssertionError("a call");
      }
      parcel = Parcel.single(request, call, UnpooledByteBufAllocator.DEFAULT);
      parts.add(bytes(text.substring(0, 100)));
      for (int from = 100; from < text.length(); from += size) {
        parts.add(bytes(text.substring(from, Math.min(text.length(), from + size))));
      }
      if (!(AnswerReader.peek(parts.getFirst(), 100)
          instanceof Peek.ResultBegins(int idStart, int idEnd))) {
        throw new AssertionError("a result");
      }
      answer = new LongAnswer(parcel, idStart, idEnd);
    }

    static ByteBuf bytes(String text) {
      return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    void flows() {
      answer.start(client, parts.getFirst());
      parts.stream().skip(1).forEach(answer::add);
    }

    void end() {
      parcel.release();
      request.release();
      assertEquals(0, request.refCnt());
      parts.forEach(part -> assertEquals(0, part.refCnt(), "every part was given back"));
    }
  }

  private static String idInFront(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + RESULT + "}";
  }

  /// As Nethermind writes it.
  private static String idBehind(String id) {
    return "{\"jsonrpc\":\"2.0\",\"result\":" + RESULT + ",\"id\":" + id + "}";
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void with_its_id_in_front_it_goes_on_unchanged(int size) {
    World world = new World("17", idInFront("17"), size);
    assertEquals(0, world.answer.growth());
    world.flows();
    assertTrue(world.answer.finish());
    assertEquals(idInFront("17"), world.client.got.toString());
    assertEquals("finished", world.client.end);
    world.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void an_id_that_was_replaced_is_put_back_and_counted_in_the_length(int size) {
    World world = new World("1.50", idInFront("0"), size);
    assertEquals(3, world.answer.growth());
    world.flows();
    assertTrue(world.answer.finish());
    assertEquals(idInFront("1.50"), world.client.got.toString());
    world.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void with_its_id_behind_the_end_waits_until_the_id_was_seen(int size) {
    World world = new World("17", idBehind("17"), size);
    world.flows();
    assertFalse(world.client.got.toString().endsWith("}"), "not whole before it is known to be");
    assertTrue(world.answer.finish());
    assertEquals(idBehind("17"), world.client.got.toString());
    assertEquals("finished", world.client.end);
    world.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void with_another_s_id_behind_it_never_looks_whole(int size) {
    World world = new World("17", idBehind("18"), size);
    world.flows();
    assertFalse(world.answer.finish());
    world.answer.cut();
    assertFalse(world.client.got.toString().contains("\"id\""));
    assertEquals("cut", world.client.end);
    world.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void a_client_that_leaves_under_a_write_leaves_nothing_behind(int size) {
    World world = new World("17", idBehind("17"), size);
    world.client.leaves = world.answer::discard;
    world.flows();
    world.end();
    assertEquals("", world.client.end);
  }

  @Test
  void what_was_kept_back_is_given_back_when_it_is_cut() {
    World world = new World("17", idBehind("17"), 50);
    world.flows();
    world.answer.cut();
    assertEquals("cut", world.client.end);
    world.end();
  }
}
