package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/// Texts that nobody would write. Each is taken or refused with its reasons; nothing else ever
/// happens. A thousand of each kind, or as many as fit into `-Dfuzz.seconds=`; `-Dseed=` repeats a
/// run.
class ConfigFuzzTest {
  private static final int TEXTS = 1000;
  private static final Map<String, String> ENV = Map.of("A", "b", "EMPTY", "");

  private static final List<String> KEYS =
      List.of(
          "listen",
          "rpc",
          "admin",
          "trustedProxies",
          "drainDelay",
          "stamps",
          "threads",
          "chains",
          "defaultChain",
          "ethereum",
          "chainId",
          "blockTime",
          "nodes",
          "name",
          "role",
          "http",
          "ws",
          "headers",
          "Authorization",
          "mempool",
          "batch",
          "maxConnections",
          "units",
          "health",
          "probeInterval",
          "lag",
          "blocks",
          "time",
          "slow",
          "errors",
          "breaker",
          "window",
          "calls",
          "deadline",
          "hedgeAfter",
          "hold",
          "limits",
          "body",
          "methods",
          "allow",
          "deny",
          "route",
          "eth_call",
          "front",
          "gateways",
          "host",
          "agentCheck",
          "null",
          "~",
          "<<",
          "1",
          "");

  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-1",
          "1s",
          "250ms",
          "5MiB",
          "99999999999999999999",
          "1e3",
          "0x10",
          "010",
          "auto",
          "off",
          "true",
          "null",
          "~",
          "ethereum",
          "primary",
          "relay",
          "private",
          "127.0.0.1:8645",
          "[::1]:1",
          "localhost:0",
          "http://a",
          "http://127.0.0.1:8645",
          "https://u:p@h/",
          "ws://a/b?c",
          "http://[::1",
          "eth_*",
          "\"!debug_*\"",
          "${A}",
          "${EMPTY:-}",
          "${B:-${A}}",
          "${file:/dev/null}",
          "${file:/proc/self/environ}",
          "$${",
          "'",
          "\"",
          "*a",
          "&a x",
          "!!int 3",
          "|\n   x",
          ">\n   y",
          "\u00e9\ud83d\ude00",
          "a\u0000b",
          "erigon.service",
          "x.y.z",
          "%",
          "@",
          "`",
          "- a",
          "? b",
          "...");

  private static final List<String> SECTIONS =
      List.of(
          "threads: 2",
          "defaultChain: x",
          "listen: {drainDelay: 1s}",
          "health: {fall: 3, lag: {blocks: 2}}",
          "breaker: {open: 1s}",
          "calls: {headWait: 1s, hold: 1KiB}",
          "limits: {depth: 64}",
          "methods: {deny: [debug_*], route: {eth_call: [b]}}");

  /// What is done to a reader with one text.
  private static boolean refused(String text) {
    ConfigReader.Reading reading = ConfigReader.check("f", text, ENV, 2);
    reading.problems().forEach(Problem::render);
    assertEquals(
        reading.settings().isEmpty(),
        reading.problems().stream().anyMatch(Problem::isError),
        "refused if and only if there is an error");
    if (reading.settings().isPresent()) {
      GatewaySettings settings = reading.settings().get();
      assertEquals(
          reading.settings(),
          ConfigReader.check("g", ConfigWriter.plain(settings), Map.of(), 2).settings(),
          "what is written reads back the same");
      assertTrue(!ConfigWriter.masked(settings).isEmpty());
    }
    return reading.settings().isEmpty();
  }

  /// @return how many of a hundred were refused
  private static int run(long seed, Supplier<String> texts) {
    long end = System.nanoTime() + Long.getLong("fuzz.seconds", 0L) * 1_000_000_000L;
    int refused = 0;
    int i = 0;
    for (; i < TEXTS || System.nanoTime() - end < 0; i++) {
      String text = texts.get();
      try {
        refused += refused(text) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | AssertionError wrong) {
        throw new AssertionError("-Dseed=" + seed + ", text " + i + ":\n" + text, wrong);
      }
    }
    System.out.printf("configuration fuzz: seed %d, %d texts, %d refused%n", seed, i, refused);
    return (int) (refused * 100L / i);
  }

  private static long seed() {
    return Long.getLong("seed", new Random().nextLong());
  }

  @Test
  void a_mutated_file_is_taken_or_refused_but_never_breaks_the_reader() throws IOException {
    String good = Files.readString(Path.of("../config/headgate.yaml"));
    long seed = seed();
    Random random = new Random(seed);
    int refused = run(seed, () -> mutated(good, random));
    assertTrue(refused > 25 && refused < 100, "of a hundred refused: " + refused);
  }

  @Test
  void a_made_up_file_is_taken_or_refused_but_never_breaks_the_reader() {
    long seed = seed();
    Random random = new Random(seed);
    int refused = run(seed, () -> random.nextInt(4) == 0 ? madeUp(random) : plausible(random));
    assertTrue(refused > 25 && refused < 100, "of a hundred refused: " + refused);
  }

  @Test
  void bytes_of_any_kind_are_taken_or_refused_but_never_break_the_reader() {
    long seed = seed();
    Random random = new Random(seed);
    run(seed, () -> noise(random));
  }

  /// A file that may well be fine, with a few of its values made up.
  private static String plausible(Random random) {
    StringBuilder text =
        new StringBuilder("chains:\n  x: {nodes: [{http: http://a}, {name: b, http: http://b}]}\n");
    for (String section : SECTIONS) {
      if (random.nextInt(3) == 0) {
        text.append(
            random.nextInt(6) == 0
                ? section.replaceFirst(
                    ": [^{}\\[\\]]+", ": " + Matcher.quoteReplacement(pick(VALUES, random)))
                : section);
        text.append('\n');
      }
    }
    return text.toString();
  }

  /// Known keys and values anywhere, as mappings in both styles and lists.
  private static String madeUp(Random random) {
    StringBuilder text = new StringBuilder();
    int entries = 1 + random.nextInt(6);
    for (int i = 0; i < entries; i++) {
      text.append(pick(KEYS, random)).append(':');
      value(text, 2, random);
      text.append('\n');
    }
    return text.toString();
  }

  private static void value(StringBuilder text, int depth, Random random) {
    switch (random.nextInt(depth > 12 ? 2 : 6)) {
      case 0, 1 -> text.append(' ').append(pick(VALUES, random));
      case 2 -> flow(text, 0, random);
      case 3 -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          text.append('\n').repeat(' ', depth).append("- ");
          flow(text, 0, random);
        }
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          text.append('\n').repeat(' ', depth).append(pick(KEYS, random)).append(':');
          value(text, depth + 2, random);
        }
      }
    }
  }

  private static void flow(StringBuilder text, int depth, Random random) {
    int kind = depth > 4 ? 2 : random.nextInt(3);
    if (kind == 2) {
      text.append(' ').append(pick(VALUES, random));
      return;
    }
    text.append(kind == 0 ? " {" : " [");
    for (int i = random.nextInt(4); i > 0; i--) {
      if (kind == 0) {
        text.append(pick(KEYS, random)).append(':');
      }
      flow(text, depth + 1, random);
      text.append(i > 1 ? ", " : "");
    }
    text.append(kind == 0 ? '}' : ']');
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      text.append(
          random.nextBoolean()
              ? (char) random.nextInt(0x10000)
              : "{}[]:,&*!|>%@`'\"#-?\t\n \\$~ab".charAt(random.nextInt(27)));
    }
    return text.toString();
  }

  private static String mutated(String good, Random random) {
    StringBuilder text = new StringBuilder(good);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, good.substring(at / 2, Math.min(good.length(), at / 2 + 30)));
        case 2 -> text.setCharAt(at, "{}[]:,&*!|>%@`'\"#-?\t\n\\$~".charAt(random.nextInt(24)));
        case 3 -> text.setCharAt(at, (char) random.nextInt(0x10000));
        case 4 -> text.insert(at, pick(VALUES, random));
        default -> text.insert(at, pick(PIECES, random));
      }
    }
    return text.toString();
  }

  private static final List<String> PIECES =
      List.of(
          "${A}",
          "${",
          "${B:-1}",
          "&a ",
          "*a",
          "!!int ",
          "<<: ",
          "---\n",
          "...\n",
          "%YAML 9.9\n",
          "\uFEFF",
          "\\u0000",
          "99999999999999999999",
          "-1",
          "0x10",
          "null",
          "~",
          "\r",
          "\u2028",
          "? ",
          ": ",
          "\ud800",
          "1e999");

  private static String pick(List<String> pieces, Random random) {
    return pieces.get(random.nextInt(pieces.size()));
  }
}
