package dev.headgate.bench.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The first node that answered the latest poll and was not far behind.
final class PollPolicy implements Policy {
  static final String DESCRIPTION =
      "a script or client library that ranks its nodes: every 10 s all heads are asked for (2 s); the"
          + " first node that answered and is no more than the chain's lag limit in blocks behind the"
          + " highest serves until the next poll. Calls have 10 s and are not repeated";
  private static final long POLL = 10 * Span.SECOND;
  private static final long POLL_TIMEOUT = 2 * Span.SECOND;
  private static final long CALL_TIMEOUT = 10 * Span.SECOND;

  private final Events events;
  private final List<SimNode> nodes;
  private final int lagBlocks;
  private SimNode serving;
  private int transitions;

  PollPolicy(World world) {
    events = world.events();
    nodes = world.nodes();
    lagBlocks = world.scenario().chain().lagBlocks();
    serving = nodes.getFirst();
  }

  @Override
  public void start() {
    Map<SimNode, Long> heads = new HashMap<>();
    for (SimNode node : nodes) {
      Question.put(
          events,
          node,
          POLL_TIMEOUT,
          said -> {
            if (said instanceof Said.Head head) {
              heads.put(node, head.number());
            }
          });
    }
    long now = events.now();
    events.inGateway(now + POLL_TIMEOUT + 1, () -> choose(heads));
    events.inGateway(now + POLL, this::start);
  }

  @Override
  public int transitions() {
    return transitions;
  }

  private void choose(Map<SimNode, Long> heads) {
    long highest = heads.values().stream().mapToLong(Long::longValue).max().orElse(0);
    List<SimNode> good = new ArrayList<>(nodes);
    good.removeIf(n -> !heads.containsKey(n) || highest - heads.get(n) > lagBlocks);
    if (!good.isEmpty() && good.getFirst() != serving) {
      serving = good.getFirst();
      transitions++;
    }
  }

  @Override
  public void take(Call call) {
    SimNode node = serving;
    call.goesTo(node, events.now());
    Question.put(
        events,
        node,
        CALL_TIMEOUT,
        said -> {
          if (said instanceof Said.Head head) {
            call.answered(events.now(), node, head);
          } else {
            call.failed(events.now(), said.toString());
          }
        });
  }
}
