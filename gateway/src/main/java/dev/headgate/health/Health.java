package dev.headgate.health;

import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.health.gather.ChainTraffic;
import dev.headgate.health.gather.ProbeListener;
import dev.headgate.health.gather.TrafficListener;
import dev.headgate.health.gather.TrafficLog;
import dev.headgate.health.judge.Observation;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.Journal;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Questions;
import dev.headgate.wire.Sockets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The health of all chains: hears and probes their nodes, judges what is seen, and publishes one
/// picture after the other on the board. Thread-safe.
public final class Health implements AutoCloseable {
  private final List<HealthLoop> loops;
  private final TrafficListener traffic;

  /// Health that is yet to be started.
  ///
  /// @param board has a place for each of the chains
  /// @param listener told how each probe ended
  public Health(
      List<ChainSettings> chains,
      Questions questions,
      Sockets sockets,
      HealthBoard board,
      SteadyClock clock,
      ProbeListener listener) {
    loops =
        chains.stream()
            .map(chain -> new HealthLoop(chain, questions, sockets, board, clock, listener))
            .toList();
    List<ChainTraffic> counts = loops.stream().map(HealthLoop::traffic).toList();
    traffic = new TrafficLog(byNode(loops), counts, clock);
  }

  private static Map<String, Consumer<Observation>> byNode(List<HealthLoop> loops) {
    Map<String, Consumer<Observation>> byNode = new HashMap<>();
    for (HealthLoop loop : loops) {
      for (Node node : loop.chain().judged()) {
        byNode.put(node.name(), loop::tell);
      }
    }
    return byNode;
  }

  /// The first probes go out at once. To be called once.
  public void start() {
    loops.forEach(HealthLoop::start);
  }

  /// No picture is published after this; the last ones stay on the board.
  @Override
  public void close() {
    loops.forEach(HealthLoop::close);
  }

  /// The changes of each chain's active node, by the chain's name.
  public Map<String, Journal> journals() {
    Map<String, Journal> journals = new LinkedHashMap<>();
    loops.forEach(loop -> journals.put(loop.chain().name(), loop.journal()));
    return journals;
  }

  /// Where the request path tells what it met.
  public TrafficListener traffic() {
    return traffic;
  }
}
