package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Fuzz;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Requests by chance through the whole relay to a node that writes down what it gets: strung
/// together, cut into chunks and packets, with other requests hidden in them, and damaged. The node
/// sees no call but those that the bytes mean beyond doubt, by the word of a second reader
/// ([StrictHttp]), each once and in order; and clients beside it are all served.
@Tag("full")
@ExtendWith(NoLeaks.class)
class HttpRelayFuzzIT {
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final byte[] NASTY =
      "\r\n\r\n :,;\t\0\u007fxX09-+%/CcTtHh".getBytes(StandardCharsets.US_ASCII);
  // A brace within a string is none.
  private static final Pattern CALL =
      Pattern.compile("\\{(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^{}\"])*+}");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final String BESIDE = "\"id\":\"beside\"";
  private static final List<byte[]> CORPUS = HttpCorpus.all().map(HttpCorpus.Case::raw).toList();

  /// What one client sends.
  ///
  /// @param bytes a char each
  /// @param calls the bodies that the node must get, when the bytes are as they were written
  private record Stream(String bytes, List<String> calls) {}

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final AtomicLong beside = new AtomicLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private long tag = 1_000_000;

  @Test
  void the_node_sees_what_clients_meant_and_nothing_else() throws Exception {
    try (RawNode node = RawNode.of(this::record);
        RequestPath path = RequestPath.over(node).start()) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        clients.add(Thread.ofVirtual().start(() -> goodClient(path)));
      }
      try {
        Fuzz.run("HTTP through the relay", USUAL, random -> round(node, path, random));
      } finally {
        over.set(true);
        for (Thread each : clients) {
          each.join();
        }
      }
      assertEquals(List.of(), List.copyOf(wrong));
      assertTrue(beside.get() > 0, "clients beside it");
      System.out.println("clients beside it: " + beside.get() + " calls, all answered");
    }
  }

  private void record(RawNode.Line line) throws IOException {
    while (true) {
      RawNode.Request request = line.request();
      if (!request.body().contains(BESIDE)) {
        seen.addAll(calls(List.of(request.body())));
      }
      line.answer(
          request.body().startsWith("[")
              ? ID.matcher(request.body())
                  .results()
                  .map(id -> RawNode.result(id.group(1), "\"0x1\""))
                  .collect(Collectors.joining(",", "[", "]"))
              : RawNode.result(request.id(), "\"0x1\""));
    }
  }

  private void goodClient(RequestPath path) {
    String call = "{\"jsonrpc\":\"2.0\"," + BESIDE + ",\"method\":\"eth_chainId\"}";
    String answer = RawNode.result("\"beside\"", "\"0x1\"");
    try (RawClient client = path.raw()) {
      while (!over.get()) {
        Reply reply = client.post("/", call).reply();
        if (reply.status() != 200 || !reply.body().equals(answer)) {
          wrong.add(reply.toString());
        }
        beside.incrementAndGet();
      }
    } catch (IOException e) {
      wrong.add(e.toString());
    }
  }

  private void round(RawNode node, RequestPath path, Random random) throws Exception {
    seen.clear();
    node.forget();
    Stream stream = stream(random);
    boolean damage = random.nextInt(3) > 0;
    byte[] written = stream.bytes().getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = damage ? Fuzz.damaged(written, random, NASTY) : written;
    boolean asWritten = Arrays.equals(bytes, written);
    List<String> bodies = StrictHttp.bodies(bytes).stream().map(HttpRelayFuzzIT::asRead).toList();
    List<String> meant = calls(bodies);
    String story = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> answered = exchange(path, bytes, bodies.size(), random, story);
    assertOnlyMeant(meant, List.copyOf(seen), story);
    assertOnlyMeant(ids(meant), answered, story);
    if (asWritten && !stream.calls().isEmpty()) {
      assertEquals(calls(stream.calls()), List.copyOf(seen), story);
      assertEquals(ids(stream.calls()), answered, story);
    }
  }

  /// As the node reads it: bytes by chance may be a character.
  ///
  /// @param body a char for each byte
  private static String asRead(String body) {
    return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /// The calls in these bodies: of a batch with one that is none, the others are sent on.
  private static List<String> calls(List<String> bodies) {
    return bodies.stream()
        .flatMap(body -> CALL.matcher(body).results())
        .map(MatchResult::group)
        .toList();
  }

  private static List<String> ids(List<String> bodies) {
    return bodies.stream()
        .flatMap(body -> ID.matcher(body).results())
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  /// Whether the one is part of the other, in its order.
  private static void assertOnlyMeant(List<String> meant, List<String> seen, String story) {
    int at = 0;
    for (String each : seen) {
      while (at < meant.size() && !meant.get(at).equals(each)) {
        at++;
      }
      assertTrue(
          at < meant.size(), () -> "nobody meant " + each + "; meant: " + meant + "\n" + story);
      at++;
    }
  }

  /// Sends in pieces, and reads until as many answers are there as requests were meant, or the
  /// gateway ends it.
  ///
  /// @return the ids in the answers with a result
  private static List<String> exchange(
      RequestPath path, byte[] bytes, int due, Random random, String story) throws IOException {
    StringBuilder said = new StringBuilder();
    try (RawClient client = path.raw()) {
      send(client, bytes, random);
      try {
        for (int got = 0; got < due; ) {
          Reply reply = client.reply();
          got += reply.status() >= 200 ? 1 : 0;
          said.append(reply.status() == 200 ? reply.body() : "").append('\n');
        }
        client.halfClose();
      } catch (SocketTimeoutException e) {
        throw new AssertionError("the gateway waits, though all was sent\n" + story, e);
      } catch (IOException ended) {
        // After what it could not read, or was told, the gateway ends the connection.
      }
      said.append(client.untilTheEnd());
    }
    return Pattern.compile("\"id\":(\\d+),\"result\"")
        .matcher(said)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static void send(RawClient client, byte[] bytes, Random random) {
    int most = 1 + random.nextInt(random.nextBoolean() ? 20 : 2000);
    try {
      for (int from = 0; from < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(most), bytes.length - from);
        client.send(Arrays.copyOfRange(bytes, from, from + length));
        from += length;
      }
    } catch (IOException refused) {
      // It has ended the connection already; what it said is still to be read.
    }
  }

  // ---- what is sent

  private Stream stream(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> calls = new ArrayList<>();
    boolean known = true;
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (random.nextInt(5) == 0) {
        bytes.writeBytes(CORPUS.get(random.nextInt(CORPUS.size())));
        known = false;
      } else {
        String body = random.nextInt(6) == 0 ? hidden(random) : body(random);
        bytes.writeBytes(request(body, random).getBytes(StandardCharsets.ISO_8859_1));
        if (body.startsWith("{") || body.startsWith("[")) {
          calls.add(body);
        }
      }
    }
    return new Stream(bytes.toString(StandardCharsets.ISO_8859_1), known ? calls : List.of());
  }

  private String body(Random random) {
    String call = RequestPath.call("" + tag++, "eth_chainId");
    return random.nextInt(4) == 0
        ? "[" + call + "," + RequestPath.call("" + tag++, "eth_gasPrice") + "]"
        : call;
  }

  /// A body that is no call, with a request in it that the client never sends as one.
  private String hidden(Random random) {
    String evil = request(RequestPath.call("" + tag++, "eth_chainId"), random);
    return switch (random.nextInt(3)) {
      case 0 -> "0\r\n\r\n" + evil;
      case 1 -> "\r\n" + evil;
      default -> evil;
    };
  }

  private static String request(String body, Random random) {
    List<String> lines = new ArrayList<>(List.of("Host: h", "Content-Type: application/json"));
    for (int i = random.nextInt(3); i > 0; i--) {
      lines.add(some(random, "X-Any:", "x-y: Content-Length: 3", "Accept: */*", "X-Z:\t 0\t"));
    }
    boolean chunked = random.nextBoolean();
    lines.add(
        chunked
            ? some(random, "Transfer-Encoding: chunked", "transfer-encoding:CHUNKED")
            : some(random, "Content-Length: ", "content-length:") + body.length());
    Collections.shuffle(lines, random);
    return "POST / HTTP/1.1\r\n"
        + String.join("\r\n", lines)
        + "\r\n\r\n"
        + (chunked ? chunks(body, random) : body);
  }

  private static String chunks(String body, Random random) {
    StringBuilder out = new StringBuilder();
    for (int from = 0; from < body.length(); ) {
      int length = Math.min(1 + random.nextInt(60), body.length() - from);
      out.append(Integer.toHexString(length))
          .append(some(random, "", "", ";a=b", ";a=\"GET / HTTP/1.1\""))
          .append("\r\n")
          .append(body, from, from + length)
          .append("\r\n");
      from += length;
    }
    return out
        + some(random, "0", "00", "0;last")
        + "\r\n"
        + some(random, "", "", "X-T: 0\r\n")
        + "\r\n";
  }

  private static String some(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
