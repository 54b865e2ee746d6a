package dev.headgate.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whose bytes a part of a body is. How bodies are read is in the tests of the two readers.
class BodyReaderTest {
  private static final int SMALL = 4096;

  private final List<ByteBuf> parts = new ArrayList<>();
  private final BodyReader reader =
      new BodyReader(
          new BodyReader.Sink() {
            @Override
            public void content(ByteBuf part) {
              parts.add(part);
            }

            @Override
            public boolean open() {
              return true;
            }
          },
          Extensions.FULL,
          1024,
          new Fault());

  @AfterEach
  void release() {
    parts.forEach(ByteBuf::release);
  }

  private static ByteBuf direct(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  @Test
  void a_small_body_that_comes_whole_holds_no_read_buffer() {
    ByteBuf in = direct("{}" + "x".repeat(SMALL) + "rest");
    in.skipBytes(2);
    reader.begin(SMALL);
    reader.read(in);

    assertTrue(reader.whole());
    assertEquals("x".repeat(SMALL), parts.getFirst().toString(StandardCharsets.US_ASCII));
    assertTrue(parts.getFirst().hasArray());
    assertEquals("rest", in.toString(StandardCharsets.US_ASCII));
    assertEquals(1, in.refCnt());
    in.release();
  }

  /// Parts may be written to a socket, which wants direct buffers; large bodies are not copied.
  @Test
  void what_is_large_or_comes_in_parts_shares_the_read_buffer() {
    ByteBuf large = direct("x".repeat(SMALL + 1));
    reader.begin(SMALL + 1);
    reader.read(large);
    ByteBuf first = direct("ab");
    ByteBuf second = direct("cd");
    reader.begin(4);
    reader.read(first);
    reader.read(second);
    ByteBuf chunk = direct("2\r\nef\r\n0\r\n\r\n");
    reader.begin(BodyReader.CHUNKED);
    reader.read(chunk);
    ByteBuf endless = direct("gh");
    reader.begin(BodyReader.UNTIL_CLOSE);
    reader.read(endless);

    assertFalse(reader.whole());
    assertEquals(5, parts.size());
    for (ByteBuf part : parts) {
      assertFalse(part.hasArray());
    }
    for (ByteBuf in : List.of(large, first, second, chunk, endless)) {
      assertEquals(2, in.refCnt());
      in.release();
    }
  }
}
