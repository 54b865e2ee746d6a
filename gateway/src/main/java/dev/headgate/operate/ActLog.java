package dev.headgate.operate;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The latest acts of operators, refused ones too, also written to the log `headgate.admin`.
/// Bounded. Thread-safe.
public final class ActLog {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.admin");
  private static final int MOST = 256;

  private final Metrics metrics;
  private List<Act> acts = List.of();

  /// An empty log.
  ///
  /// @param metrics counts them
  public ActLog(Metrics metrics) {
    this.metrics = metrics;
  }

  synchronized void add(Act act) {
    List<Act> next = new ArrayList<>(acts);
    next.addFirst(act);
    acts = List.copyOf(next.subList(0, Math.min(next.size(), MOST)));
    metrics.acted(act.act(), act.result());
    LOG.atLevel(act.result().equals("refused") ? Level.WARN : Level.INFO)
        .addKeyValue("event", "act")
        .addKeyValue("act", act.act())
        .addKeyValue("chain", act.chain().orElse(""))
        .addKeyValue("node", act.node().orElse(""))
        .addKeyValue("who", act.who())
        .addKeyValue("why", act.why())
        .addKeyValue("result", act.result())
        .log("{} by {}: {}", act.act(), act.who(), act.sentence());
  }

  /// Newest first.
  synchronized List<Act> acts() {
    return acts;
  }
}
