package dev.headgate.bench.jmh;

import dev.headgate.chain.Chain;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.InvalidConfig;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A chain of some nodes that all follow it, turn by turn.
final class Pictures {
  private static final Duration TURN = Duration.ofSeconds(1);
  private static final long PROBE_NANOS = 2_000_000;
  private static final long FIRST_BLOCK = 21_000_000;
  private static final String GENESIS = "0x" + "d".repeat(64);

  private final ChainSettings settings;
  private final Judge judge;
  private ChainState state;
  private Instant now = Instant.EPOCH;
  private long block = FIRST_BLOCK;

  /// A chain of so many nodes, each seen in some turns.
  Pictures(int nodes) {
    settings = chain(nodes);
    judge = new Judge(settings.chain(), settings.health());
    state = judge.first(now);
    state = judge.next(state, identities(), now);
    for (int i = 0; i < 10; i++) {
      turn();
    }
  }

  private static ChainSettings chain(int nodes) {
    String urls =
        String.join(
            ",",
            IntStream.range(0, nodes).mapToObj(i -> "http://127.0.0.1:" + (8545 + i)).toList());
    try {
      return ConfigReader.fromChains(List.of("bench=" + urls)).chains().getFirst();
    } catch (InvalidConfig ours) {
      throw new IllegalStateException(ours);
    }
  }

  Chain chain() {
    return settings.chain();
  }

  ChainSettings settings() {
    return settings;
  }

  ChainState state() {
    return state;
  }

  private List<Observation> identities() {
    return chain().nodes().stream()
        .<Observation>map(node -> new Observation.Identity(node, now, 1, Optional.of(GENESIS)))
        .toList();
  }

  /// A second later every node has the next block.
  ChainState turn() {
    now = now.plus(TURN);
    block++;
    String hash = hash(block);
    String parent = hash(block - 1);
    List<Observation> seen =
        chain().nodes().stream()
            .<Observation>map(node ->
                new Observation.Head(
                    node, now, block, hash, parent, now.getEpochSecond(), PROBE_NANOS))
            .toList();
    state = judge.next(state, seen, now);
    return state;
  }

  private static String hash(long number) {
    return "0x%064x".formatted(number);
  }
}
