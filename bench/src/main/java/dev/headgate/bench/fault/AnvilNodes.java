package dev.headgate.bench.fault;

import dev.headgate.bench.anvil.AnvilChain;
import dev.headgate.bench.front.NodeAt;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import dev.headgate.time.SteadyClock;
import java.util.List;

/// Two anvils, which keep no log of what they receive.
final class AnvilNodes implements Nodes {
  private static final int PRIMARY = 0;
  private static final int STALE_FROM = 2;

  private final AnvilChain chain;

  private AnvilNodes(AnvilChain chain) {
    this.chain = chain;
  }

  static AnvilNodes start(SteadyClock clock) {
    return new AnvilNodes(AnvilChain.start(clock));
  }

  @Override
  public long chainId() {
    return AnvilChain.CHAIN_ID;
  }

  @Override
  public List<NodeAt> list() {
    return chain.list();
  }

  @Override
  public List<List<Received>> received() {
    return List.of();
  }

  /// The standby is always well, and so has what the nodes that follow have.
  @Override
  public HistoryChecker checker(List<Span> trouble) {
    chain.verify();
    return HistoryChecker.plain().freshest(chain::headAt).staleFrom(STALE_FROM);
  }

  @Override
  public void begin(Trouble trouble) {
    if (trouble instanceof Trouble.Real real) {
      switch (real) {
        case ANVIL_KILL -> chain.kill(PRIMARY);
        case ANVIL_STOP -> chain.stop(PRIMARY);
        case ANVIL_HOLD -> chain.hold(PRIMARY);
        case FRONT_STOP -> {}
      }
    }
  }

  @Override
  public void end(Trouble trouble) {
    if (trouble instanceof Trouble.Real real) {
      switch (real) {
        case ANVIL_KILL -> chain.restart(PRIMARY);
        case ANVIL_STOP -> chain.proceed(PRIMARY);
        case ANVIL_HOLD -> chain.release(PRIMARY);
        case FRONT_STOP -> {}
      }
    }
  }

  @Override
  public void close() {
    chain.close();
  }
}
