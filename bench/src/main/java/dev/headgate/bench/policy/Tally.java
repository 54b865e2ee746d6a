package dev.headgate.bench.policy;

import java.util.ArrayList;
import java.util.List;

/// Counts what became of calls.
final class Tally {
  private final World world;
  private final List<Long> latencies = new ArrayList<>();
  private int failed;
  private int stale;
  private int untrue;
  private int backward;
  private int attempts;
  private int astray;

  Tally(World world) {
    this.world = world;
  }

  /// A call has ended.
  void add(Call call) {
    attempts += call.asked().size();
    astray += wentAstray(call) ? 1 : 0;
    switch (call.ending()) {
      case Call.Ending.Answered(long at, _, Said.Head head) -> {
        latencies.add(at - call.due());
        judge(call, head);
      }
      case Call.Ending.Failed(long at, _) -> {
        latencies.add(at - call.due());
        failed++;
      }
      case Call.Ending.UnderWay() -> throw new IllegalStateException("not yet ended");
    }
  }

  /// Whether it first went to a node in trouble while another was well.
  private boolean wentAstray(Call call) {
    if (call.asked().isEmpty()) {
      return false;
    }
    long at = call.askedAt().getFirst();
    return call.asked().getFirst().troubled(at)
        && world.nodes().stream().anyMatch(node -> !node.troubled(at));
  }

  private void judge(Call call, Said.Head head) {
    boolean real = head.number() <= world.truth().numberAt(head.at());
    if (!real || head.fork() || head.chainId() != world.scenario().chain().id()) {
      untrue++;
    } else if (world.bestHead(head.at()).orElse(0) - head.number() >= 2) {
      stale++;
    }
    if (head.number() < call.seenBefore()) {
      backward++;
    }
  }

  Score score(int transitions) {
    List<Long> sorted = latencies.stream().sorted().toList();
    int calls = sorted.size();
    int rank = Math.max(0, (int) Math.ceil(calls * 0.99) - 1);
    return new Score(
        calls,
        failed,
        stale,
        untrue,
        backward,
        calls == 0 ? 0 : sorted.getLast() / 1e6,
        calls == 0 ? 0 : sorted.get(rank) / 1e6,
        transitions,
        astray / (double) world.scenario().callsPerSecond(),
        calls == 0 ? 0 : attempts / (double) calls);
  }
}
