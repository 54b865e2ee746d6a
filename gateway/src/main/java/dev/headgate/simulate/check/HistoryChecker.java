package dev.headgate.simulate.check;

import dev.headgate.simulate.Received;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares the history of all clients with what the nodes received. Pure; every method returns a
/// new one.
///
/// ```java
/// Findings findings = HistoryChecker.plain()
///     .freshest(nanos -> truth.headAt(start.plusNanos(nanos - startNanos)))
///     .staleFrom(3)
///     .check(history, List.of(a.received(), b.received()));
/// ```
///
/// @param belongs whether a result (as JSON) may answer a call
/// @param freshest the highest head that any node had at a moment, in steady nanoseconds
/// @param staleFrom an answer so many blocks behind it is stale
/// @param once methods that may reach one node once
public record HistoryChecker(
    BiPredicate<ClientCall, String> belongs,
    LongUnaryOperator freshest,
    long staleFrom,
    Predicate<String> once) {
  private static final Set<String> RAW =
      Set.of(
          "eth_sendRawTransaction",
          "eth_sendRawTransactionSync",
          "eth_sendRawTransactionConditional");
  private static final Set<String> ONCE =
      Set.of(
          "eth_sendTransaction",
          "eth_sendBundle",
          "eth_newFilter",
          "eth_newBlockFilter",
          "eth_newPendingTransactionFilter",
          "eth_getFilterChanges");

  /// Takes any result for any call, knows of no head, and lets no unrepeatable method through
  /// twice.
  public static HistoryChecker plain() {
    return new HistoryChecker((_, _) -> true, _ -> 0, Long.MAX_VALUE, ONCE::contains);
  }

  public HistoryChecker belongs(BiPredicate<ClientCall, String> rule) {
    return new HistoryChecker(rule, freshest, staleFrom, once);
  }

  public HistoryChecker freshest(LongUnaryOperator head) {
    return new HistoryChecker(belongs, head, staleFrom, once);
  }

  public HistoryChecker staleFrom(long blocks) {
    return new HistoryChecker(belongs, freshest, blocks, once);
  }

  public HistoryChecker once(Predicate<String> methods) {
    return new HistoryChecker(belongs, freshest, staleFrom, methods);
  }

  /// Counts, and names the guilty.
  ///
  /// @param logs one receive log for each node
  /// @throws IllegalArgumentException when two calls have one tag, so that nothing could be told
  public Findings check(
      Collection<ClientCall> history, Collection<? extends Collection<Received>> logs) {
    refuseEqualTags(history);
    Map<String, Integer> received = new HashMap<>();
    logs.forEach(log -> log.forEach(call -> received.merge(call.id(), 1, Integer::sum)));
    List<ClientCall> answered = endedWith(history, ClientCall.Result.class);
    return new Findings(
        answered.size(),
        endedWith(history, ClientCall.Failure.class),
        endedWith(history, ClientCall.Unknown.class),
        endedWith(history, ClientCall.Nothing.class),
        backward(answered),
        answered.stream().filter(this::isStale).toList(),
        moreThanOnce(history, received, once),
        moreThanOnce(history, received, RAW::contains),
        answered.stream().filter(call -> isLost(call, received)).toList(),
        Stream.concat(
                endedWith(history, ClientCall.Stray.class).stream(),
                answered.stream().filter(call -> !belongs.test(call, json(call))))
            .toList(),
        attempts(history, received));
  }

  /// How often each call of a client was received, which leaves the gateway's own probes out.
  private static Findings.Attempts attempts(
      Collection<ClientCall> history, Map<String, Integer> received) {
    return history.stream()
        .map(call -> received.getOrDefault(call.tag(), 0))
        .reduce(
            new Findings.Attempts(0, 0),
            (sum, more) -> new Findings.Attempts(sum.total() + more, Math.max(sum.most(), more)),
            (a, b) -> new Findings.Attempts(a.total() + b.total(), Math.max(a.most(), b.most())));
  }

  private static void refuseEqualTags(Collection<ClientCall> history) {
    Map<String, ClientCall> tags = new HashMap<>();
    for (ClientCall call : history) {
      ClientCall before = tags.put(call.tag(), call);
      if (before != null) {
        throw new IllegalArgumentException(
            "tag "
                + call.tag()
                + " is on two calls, "
                + before
                + " and "
                + call
                + ": make it unique");
      }
    }
  }

  private static List<ClientCall> endedWith(
      Collection<ClientCall> history, Class<? extends ClientCall.Ending> ending) {
    return history.stream().filter(call -> ending.isInstance(call.ending())).toList();
  }

  private static List<ClientCall> backward(List<ClientCall> answered) {
    Map<String, List<ClientCall>> byClient =
        answered.stream()
            .filter(call -> head(call).isPresent())
            .collect(
                Collectors.groupingBy(ClientCall::client, LinkedHashMap::new, Collectors.toList()));
    return byClient.values().stream().flatMap(calls -> backwardOfOne(calls).stream()).toList();
  }

  /// Walks the calls in the order they were sent, beside those that had ended by then: only an
  /// answer that was read whole before may forbid a lower one. Two calls under way at once prove
  /// nothing against each other.
  private static List<ClientCall> backwardOfOne(List<ClientCall> calls) {
    List<ClientCall> bySent = new ArrayList<>(calls);
    bySent.sort(Comparator.comparingLong(ClientCall::sentAt));
    List<ClientCall> byEnded = new ArrayList<>(calls);
    byEnded.sort(Comparator.comparingLong(ClientCall::endedAt));
    List<ClientCall> guilty = new ArrayList<>();
    long highest = Long.MIN_VALUE;
    int ended = 0;
    for (ClientCall call : bySent) {
      while (ended < byEnded.size() && byEnded.get(ended).endedAt() <= call.sentAt()) {
        highest = Math.max(highest, head(byEnded.get(ended++)).orElseThrow());
      }
      if (head(call).orElseThrow() < highest) {
        guilty.add(call);
      }
    }
    return guilty;
  }

  private boolean isStale(ClientCall call) {
    OptionalLong head = head(call);
    return head.isPresent() && freshest.applyAsLong(call.sentAt()) - head.getAsLong() >= staleFrom;
  }

  private static Map<String, Integer> moreThanOnce(
      Collection<ClientCall> history, Map<String, Integer> received, Predicate<String> methods) {
    Map<String, Integer> often = new LinkedHashMap<>();
    history.stream()
        .filter(call -> methods.test(call.method()))
        .filter(call -> received.getOrDefault(call.tag(), 0) > 1)
        .forEach(call -> often.put(call.tag(), received.getOrDefault(call.tag(), 0)));
    return often;
  }

  private boolean isLost(ClientCall call, Map<String, Integer> received) {
    boolean write = RAW.contains(call.method()) || once.test(call.method());
    return write && !received.containsKey(call.tag());
  }

  /// The head that an answer speaks of: of `eth_blockNumber` alone.
  private static OptionalLong head(ClientCall call) {
    String json = json(call);
    return call.method().equals("eth_blockNumber") && json.matches("\"0x[0-9a-f]{1,15}\"")
        ? OptionalLong.of(Long.parseLong(json, 3, json.length() - 1, 16))
        : OptionalLong.empty();
  }

  private static String json(ClientCall call) {
    return switch (call.ending()) {
      case ClientCall.Result(String json) -> json;
      case ClientCall.Failure(String _) -> "";
      case ClientCall.Stray(String _) -> "";
      case ClientCall.Unknown(String _) -> "";
      case ClientCall.Nothing() -> "";
    };
  }
}
