package dev.headgate.survey;

import dev.headgate.chain.Node;
import dev.headgate.request.plan.ErrorKind;
import dev.headgate.request.plan.NodeErrors;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Inquiries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All questions to one node, one after the other, until the deadline. Blocks its thread; to be
/// used once.
final class Interview {
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(3);
  private static final int ROUND_TRIPS = 5;
  private static final int LONGEST_WORDS = 80;

  private final Node node;
  private final Inquiries inquiries;
  private final SteadyClock clock;
  private final long end;
  private final Set<String> has = new HashSet<>();
  private final Set<String> lacks = new HashSet<>();
  private Optional<Duration> clockAhead = Optional.empty();
  private boolean reused;
  private boolean late;
  private int answers;

  /// @param patience for all questions together
  Interview(Node node, Inquiries inquiries, SteadyClock clock, Duration patience) {
    this.node = node;
    this.inquiries = inquiries;
    this.clock = clock;
    this.end = clock.nanos() + patience.toNanos();
  }

  /// Asks everything but the WebSocket.
  NodeFacts facts() {
    Reply identity = ask("eth_chainId", "[]");
    if (identity instanceof Reply.Nothing(String why)) {
      return unusable(why);
    }
    OptionalLong chainId = quantity(identity);
    Optional<String> genesis = genesis();
    Reply newest = ask("eth_getBlockByNumber", "[\"latest\",false]");
    Optional<NodeFacts.Head> head = head(newest);
    Optional<Duration> roundTrip = roundTrip();
    Optional<String> client = client();
    Optional<Boolean> syncing = syncing();
    Trial.ALL.forEach(trial -> ask(trial.method(), trial.params()));
    Optional<NodeFacts.Reach> state = reach(head, "eth_getBalance", Trial::balanceAt);
    Optional<NodeFacts.Reach> proofs =
        lacks.contains("eth_getProof")
            ? Optional.empty()
            : reach(head, "eth_getProof", Trial::proofAt);
    Optional<NodeFacts.Batch> batch = batch();
    return new NodeFacts(
        node,
        Optional.empty(),
        chainId,
        genesis,
        head,
        head.isPresent() ? Optional.empty() : Optional.of(refusal(newest)),
        client,
        syncing,
        roundTrip,
        answers > 1 ? Optional.of(reused) : Optional.empty(),
        clockAhead,
        Optional.empty(),
        has,
        lacks,
        state,
        proofs,
        batch,
        late);
  }

  private NodeFacts unusable(String why) {
    return new NodeFacts(
        node,
        Optional.of(why),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private Reply ask(String method, String params) {
    String question = call(1, method, params);
    try {
      Reply reply = Reply.of(post(question));
      learn(method, reply);
      return reply;
    } catch (IOException wrong) {
      return new Reply.Nothing(Optional.ofNullable(wrong.getMessage()).orElse("no answer"));
    }
  }

  private static String call(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  private String post(String question) throws IOException {
    long left = end - clock.nanos();
    if (left <= 0) {
      late = true;
      throw new IOException("the time for questions is over");
    }
    Duration patience = Duration.ofNanos(Math.min(left, LONGEST_QUESTION.toNanos()));
    Inquiries.Answered answered =
        inquiries.inquire(node, question.getBytes(StandardCharsets.UTF_8), patience);
    answers++;
    reused |= answered.reused();
    answered.date().flatMap(this::ahead).ifPresent(by -> clockAhead = Optional.of(by));
    return answered.body();
  }

  private Optional<Duration> ahead(String date) {
    try {
      Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.wall(), theirs));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private void learn(String method, Reply reply) {
    switch (reply) {
      case Reply.Result _ -> has.add(method);
      case Reply.Refusal(int code, String message) -> {
        boolean missing = NodeErrors.classify(code, message) == ErrorKind.METHOD_MISSING;
        (missing ? lacks : has).add(method);
      }
      case Reply.Nothing _ -> {
        // Known of neither.
      }
    }
  }

  private Optional<String> genesis() {
    return ask("eth_getBlockByNumber", "[\"0x0\",false]") instanceof Reply.Result(JsonNode block)
        ? block.path("hash").asStringOpt().map(Interview::words)
        : Optional.empty();
  }

  private Optional<NodeFacts.Head> head(Reply newest) {
    if (!(newest instanceof Reply.Result(JsonNode block))) {
      return Optional.empty();
    }
    OptionalLong number = quantity(block.path("number"));
    OptionalLong seconds = quantity(block.path("timestamp"));
    if (number.isEmpty() || seconds.isEmpty()) {
      return Optional.empty();
    }
    // Milliseconds: no node's timestamp may overflow them.
    long age = clock.wall().toEpochMilli() - Math.min(seconds.getAsLong(), 1L << 50) * 1000;
    return Optional.of(
        new NodeFacts.Head(
            number.getAsLong(), words(block.path("hash").asString("")), Duration.ofMillis(age)));
  }

  private static String refusal(Reply reply) {
    return switch (reply) {
      case Reply.Refusal(int code, String message) -> "error " + code + ", " + words(message);
      case Reply.Nothing(String why) -> why;
      case Reply.Result(JsonNode value) -> value.isNull() ? "null" : "something that is no block";
    };
  }

  private Optional<Duration> roundTrip() {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < ROUND_TRIPS; i++) {
      long asked = clock.nanos();
      if (!(ask("eth_chainId", "[]") instanceof Reply.Nothing)) {
        nanos.add(clock.nanos() - asked);
      }
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(sorted.get(sorted.size() / 2)));
  }

  private Optional<String> client() {
    return ask("web3_clientVersion", "[]") instanceof Reply.Result(JsonNode name)
        ? name.asStringOpt().map(Interview::words)
        : Optional.empty();
  }

  private Optional<Boolean> syncing() {
    return ask("eth_syncing", "[]") instanceof Reply.Result(JsonNode value)
        ? Optional.of(!(value.isBoolean() && !value.asBoolean()))
        : Optional.empty();
  }

  private Optional<NodeFacts.Reach> reach(
      Optional<NodeFacts.Head> head, String method, LongFunction<String> params) {
    if (head.isEmpty()) {
      return Optional.empty();
    }
    long number = head.get().number();
    Bisection search = Bisection.below(number);
    for (OptionalLong depth = search.ask(); depth.isPresent(); depth = search.ask()) {
      Reply reply = ask(method, params.apply(number - depth.getAsLong()));
      if (reply instanceof Reply.Nothing) {
        return Optional.empty();
      }
      boolean there = reply instanceof Reply.Result(JsonNode value) && !value.isNull();
      search = search.learn(depth.getAsLong(), there);
    }
    return Optional.of(search.found());
  }

  private Optional<NodeFacts.Batch> batch() {
    BatchSearch search = BatchSearch.upTo(node.batch());
    for (OptionalInt size = search.ask(); size.isPresent(); size = search.ask()) {
      boolean taken = takes(size.getAsInt());
      if (late) {
        return Optional.empty();
      }
      search = search.learn(size.getAsInt(), taken);
    }
    return Optional.of(search.found());
  }

  private boolean takes(int size) {
    String batch =
        IntStream.rangeClosed(1, size)
            .mapToObj(id -> call(id, "eth_chainId", "[]"))
            .collect(Collectors.joining(",", "[", "]"));
    try {
      JsonNode answer = JsonMapper.shared().readTree(post(batch));
      return answer != null
          && answer.isArray()
          && answer.size() == size
          && answer.valueStream().allMatch(each -> each.has("result"));
    } catch (IOException | JacksonException _) {
      return false;
    }
  }

  private static OptionalLong quantity(Reply reply) {
    return reply instanceof Reply.Result(JsonNode value) ? quantity(value) : OptionalLong.empty();
  }

  private static OptionalLong quantity(JsonNode value) {
    String text = value.asString("").toLowerCase(Locale.ROOT);
    return text.matches("0x[0-9a-f]{1,15}")
        ? OptionalLong.of(Long.parseLong(text.substring(2), 16))
        : OptionalLong.empty();
  }

  /// A node's own words, fit for a terminal.
  private static String words(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.length() <= LONGEST_WORDS ? clean : clean.substring(0, LONGEST_WORDS) + "...";
  }
}
