package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final List<String> ONE_OF_EACH =
      List.of(
          "kill",
          "hang",
          "freeze",
          "ahead 5",
          "lag 3",
          "fork",
          "slow 200ms",
          "http 503",
          "rate-limit 5s",
          "garbage json",
          "empty",
          "truncated 10",
          "reset 100",
          "cut 65536",
          "wrong-chain 1337",
          "flap 3s 1500ms",
          "error -32000 some words here",
          "missing-state",
          "header-not-found",
          "drip 10ms",
          "refuse",
          "wrong-id",
          "double-length",
          "length-and-chunked",
          "extra-bytes",
          "gzip-bomb 1048576",
          "intermittent 50 http",
          "syncing",
          "no-socket",
          "mute-socket",
          "close-after-each");

  @Test
  void every_fault_reads_back_as_it_is_written() {
    Set<Class<?>> seen =
        ONE_OF_EACH.stream()
            .map(Fault::parse)
            .map(Object::getClass)
            .collect(Collectors.toUnmodifiableSet());
    assertEquals(Set.copyOf(Arrays.asList(Fault.class.getPermittedSubclasses())), seen);
    ONE_OF_EACH.forEach(text -> assertEquals(text, Fault.parse(text).text()));
  }

  @Test
  void what_may_be_left_out_has_a_usual_value() {
    assertEquals(new Fault.Http(503), Fault.parse("http"));
    assertEquals(new Fault.RateLimit(Duration.ZERO), Fault.parse("RATE_LIMIT"));
    assertEquals(new Fault.GzipBomb(1L << 30), Fault.parse("gzip-bomb"));
    assertEquals(new Fault.Cut(64 * 1024), Fault.parse(" cut  64KiB "));
  }

  @Test
  void an_unknown_fault_is_refused_with_all_there_are() {
    String refusal = refusal("slwo 5s");
    assertTrue(refusal.contains("no fault is called \"slwo\""), refusal);
    assertTrue(refusal.contains("slow DURATION, http [STATUS]"), refusal);
  }

  @Test
  void a_wrong_argument_is_refused_with_the_right_form() {
    assertEquals(
        "fault \"slow 5\": \"5\" is no duration such as 200ms or 3s; write: slow DURATION",
        refusal("slow 5"));
    assertTrue(refusal("ahead").endsWith("write: ahead BLOCKS"));
    assertTrue(refusal("kill now").contains("\"now\" is one word too many"));
    assertTrue(refusal("intermittent 101").contains("101 is not within 1 to 100"));
    assertTrue(refusal("garbage xml").contains("\"xml\" is none of [HTML, JSON]"));
    assertTrue(refusal("flap 0s 1s").contains("a duration of zero"));
    assertTrue(refusal("error -32000").contains("the message is missing"));
    assertTrue(refusal("").contains("no fault is called \"\""));
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Fault.parse(text)).getMessage());
  }
}
