package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Records as they come over the line, whole and in pieces.
class RenegotiationGuardTest {
  private static final String HELLO = "160303000401020304";
  private static final String CHANGE = "140303000101";
  private static final String FINISHED = "1603030003aabbcc";
  private static final String DATA = "1703030005" + "1603030003"; // looks like a header inside
  private static final String ALERT = "15030300020100";

  private final RenegotiationGuard guard = new RenegotiationGuard();

  private boolean refuses(String hex) {
    ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    boolean refused = guard.renegotiates(bytes);
    bytes.release();
    return refused;
  }

  @Test
  void one_handshake_and_data_pass() {
    assertFalse(refuses(HELLO + HELLO + HELLO + CHANGE + FINISHED + DATA + DATA + ALERT));
  }

  @Test
  void a_handshake_of_tls_1_3_passes_with_a_retry_too() {
    assertFalse(refuses(HELLO + CHANGE + HELLO + DATA + DATA));
  }

  @Test
  void a_second_handshake_is_refused() {
    assertFalse(refuses(HELLO + CHANGE + FINISHED + DATA));
    assertTrue(refuses(HELLO));
  }

  @Test
  void a_second_handshake_right_behind_the_first_is_refused() {
    assertTrue(refuses(HELLO + CHANGE + FINISHED + HELLO));
  }

  @Test
  void it_is_seen_byte_by_byte_as_well() {
    String all = HELLO + CHANGE + FINISHED + DATA;
    for (int at = 0; at < all.length(); at += 2) {
      assertFalse(refuses(all.substring(at, at + 2)), "byte " + at / 2);
    }
    boolean refused = false;
    for (int at = 0; at < 10; at += 2) {
      refused |= refuses(HELLO.substring(at, at + 2));
    }
    assertTrue(refused);
  }
}
