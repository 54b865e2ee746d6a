package dev.headgate.survey;

import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Inquiries;
import dev.headgate.wire.SocketListener;
import dev.headgate.wire.Sockets;
import dev.headgate.wire.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks every node of a configuration what it is and can do. Thread-safe.
public final class Survey {
  private final Inquiries inquiries;
  private final Sockets sockets;
  private final SteadyClock clock;
  private final Duration patience;

  /// What came of a chain's nodes.
  ///
  /// @param nodes in the order of the chain
  /// @param advice the worst first
  public record ChainReport(ChainSettings chain, List<NodeFacts> nodes, List<Advice> advice) {
    public ChainReport {
      nodes = List.copyOf(nodes);
      advice = List.copyOf(advice);
    }

    /// Whether every node can be used.
    public boolean allServe() {
      return advice.stream().noneMatch(each -> each.weight() == Advice.Weight.FAULT);
    }
  }

  /// A survey that is yet to be made.
  ///
  /// @param patience for each node; all are asked at once
  public Survey(Inquiries inquiries, Sockets sockets, SteadyClock clock, Duration patience) {
    this.inquiries = inquiries;
    this.sockets = sockets;
    this.clock = clock;
    this.patience = patience;
  }

  /// Asks all nodes of all chains. Blocks until the last has answered, or its time is over.
  public List<ChainReport> of(List<ChainSettings> chains) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<ChainSettings, List<Future<NodeFacts>>> asked = new LinkedHashMap<>();
      for (ChainSettings chain : chains) {
        asked.put(
            chain,
            chain.chain().nodes().stream().map(node -> threads.submit(() -> facts(node))).toList());
      }
      List<ChainReport> reports = new ArrayList<>();
      for (Map.Entry<ChainSettings, List<Future<NodeFacts>>> each : asked.entrySet()) {
        List<NodeFacts> facts = answers(each.getValue());
        reports.add(new ChainReport(each.getKey(), facts, Advisor.of(each.getKey(), facts)));
      }
      return reports;
    }
  }

  private static List<NodeFacts> answers(List<Future<NodeFacts>> asked)
      throws InterruptedException {
    List<NodeFacts> facts = new ArrayList<>();
    for (Future<NodeFacts> each : asked) {
      try {
        facts.add(each.get());
      } catch (ExecutionException bug) {
        throw new IllegalStateException("an interview failed", bug.getCause());
      }
    }
    return facts;
  }

  private NodeFacts facts(Node node) throws InterruptedException {
    long end = clock.nanos() + patience.toNanos();
    Optional<Ear> ear = node.hasWs() ? Optional.of(new Ear(node)) : Optional.empty();
    NodeFacts facts = new Interview(node, inquiries, clock, patience).facts();
    return ear.isEmpty() ? facts : facts.withSocket(ear.get().heard(end - clock.nanos()));
  }

  /// Listens over a node's WebSocket until it is told the first word.
  private final class Ear implements SocketListener {
    private final CompletableFuture<String> word = new CompletableFuture<>();
    private final Subscription subscription;

    Ear(Node node) {
      subscription = sockets.subscribe(node, "[\"newHeads\"]", this);
    }

    NodeFacts.Subscribed heard(long nanos) throws InterruptedException {
      try {
        return new NodeFacts.Subscribed(word.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS));
      } catch (TimeoutException | ExecutionException _) {
        return new NodeFacts.Subscribed("no answer within " + patience.toSeconds() + " s");
      } finally {
        subscription.end();
      }
    }

    @Override
    public void subscribed() {
      word.complete("");
    }

    @Override
    public void notified(byte[] result) {
      word.complete("");
    }

    @Override
    public void lost(String why) {
      word.complete(why);
    }
  }
}
