package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.send.Held;
import dev.headgate.testing.Fuzz;
import dev.headgate.testing.Limits;
import dev.headgate.testing.ManualClock;
import dev.headgate.testing.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Heads and bodies by chance through the listener's own pipeline: what the corpus has, strung
/// together and damaged. Nothing escapes, nothing leaks, and how the network cuts the bytes into
/// pieces never changes what is made of them.
@ExtendWith(NoLeaks.class)
class HttpFuzzTest {
  private static final byte[] NASTY =
      "\r\n\r\n :,;\t\0\u007fxX09-+%/CcTtHh".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final List<byte[]> CORPUS = HttpCorpus.all().map(HttpCorpus.Case::raw).toList();

  private final Held held = new Held(1 << 20);

  @Test
  void what_is_made_of_the_bytes_does_not_hang_on_how_they_are_cut() {
    Fuzz.run(
        "HTTP requests",
        random -> {
          byte[] bytes = Fuzz.damaged(some(random), random, NASTY);
          String story = new String(bytes, StandardCharsets.ISO_8859_1);
          List<String> whole = statuses(bytes, random, false);
          assertEquals(whole, statuses(bytes, random, true), story);
          assertEquals(0, held.bytes(), story);
        });
  }

  private static byte[] some(Random random) {
    ByteArrayOutputStream some = new ByteArrayOutputStream();
    for (int i = random.nextInt(3); i >= 0; i--) {
      some.writeBytes(CORPUS.get(random.nextInt(CORPUS.size())));
    }
    return some.toByteArray();
  }

  private List<String> statuses(byte[] bytes, Random random, boolean cut) {
    EmbeddedChannel channel = channel();
    for (int from = 0; from < bytes.length && channel.isOpen(); ) {
      int length = cut ? Math.min(1 + random.nextInt(40), bytes.length - from) : bytes.length;
      channel.writeInbound(channel.alloc().directBuffer(length).writeBytes(bytes, from, length));
      from += length;
    }
    String said = said(channel);
    channel.finishAndReleaseAll();
    channel.checkException();
    assertTrue(said.isEmpty() || said.startsWith("HTTP/1.1 "), said);
    return STATUS.matcher(said).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static String said(EmbeddedChannel channel) {
    StringBuilder said = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      said.append(out.toString(StandardCharsets.UTF_8));
      out.release();
    }
    return said.toString();
  }

  private EmbeddedChannel channel() {
    ManualClock clock = new ManualClock();
    EmbeddedChannel channel = new EmbeddedChannel();
    AcceptSettings settings =
        Accepting.on(channel, new Limits().body(2000).set(), held, clock, new AtomicBoolean());
    InetAddress peer = InetAddress.getLoopbackAddress();
    channel.pipeline().addLast(new CallHandler(settings, peer, channel));
    return channel;
  }
}
