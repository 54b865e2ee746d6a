package dev.headgate.operate;

import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.HealthListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// Keeps the sentence of `systemctl status` true: who serves each chain. Thread-safe.
public final class ServiceNews implements HealthListener {
  private final HealthBoard board;
  private final ServiceManager manager;
  private final AtomicReference<String> latest = new AtomicReference<>("");

  /// @param board whose chains are told of
  public ServiceNews(HealthBoard board, ServiceManager manager) {
    this.board = board;
    this.manager = manager;
  }

  @Override
  public void published(ChainHealth before, ChainHealth now) {
    boolean same =
        before.active().equals(now.active())
            && before.degraded() == now.degraded()
            && before.judged() == now.judged();
    if (!same) {
      String sentence = sentence(board.all());
      if (!sentence.equals(latest.getAndSet(sentence))) {
        manager.status(sentence);
      }
    }
  }

  /// Who serves each chain, in one sentence.
  public static String sentence(List<ChainHealth> chains) {
    return chains.stream().map(ServiceNews::clause).collect(Collectors.joining("; "));
  }

  private static String clause(ChainHealth health) {
    String chain = health.chain().name();
    return health
        .active()
        .map(node -> chain + " served by " + node + (health.degraded() ? ", unfit" : ""))
        .orElse(chain + " not served");
  }
}
