package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/// Who has become slow: many times slower than it used to be, and than another node is, by probes
/// or by clients' calls. Either alone proves nothing: a node far away is slow and always was, and
/// when all become slow together a move gains nothing.
///
/// It remains slow until it is within twice its usual time, or no other node is quicker.
record Speed(HealthSettings settings, Instant now) {

  private static final int CALM = 2;

  private static final List<Function<NodeMemory, Latencies>> KINDS =
      List.of(m -> m.service().probes(), m -> m.service().calls());

  /// @param peers sound ones
  Optional<Past.Slow> of(NodeMemory node, List<NodeMemory> peers) {
    Optional<Past.Slow> before = node.past().slow();
    boolean sure = before.filter(Past.Slow::sure).isPresent();
    int times = sure ? CALM : settings.slow().times();
    Duration by = sure ? settings.slow().by().dividedBy(CALM) : settings.slow().by();
    return KINDS.stream()
        .flatMap(kind -> words(kind, node, peers, times, by.toNanos()).stream())
        .findFirst()
        .map(words -> {
          Instant since = before.map(Past.Slow::since).orElse(now);
          boolean lasted = !since.plus(settings.slow().time()).isAfter(now);
          return new Past.Slow(since, sure || lasted, words);
        });
  }

  private static Optional<String> words(
      Function<NodeMemory, Latencies> kind,
      NodeMemory node,
      List<NodeMemory> peers,
      int times,
      long by) {
    OptionalLong recent = kind.apply(node).now();
    OptionalLong usual = kind.apply(node).usual();
    if (recent.isEmpty() || usual.isEmpty() || !beyond(recent, usual, times, by)) {
      return Optional.empty();
    }
    return peers.stream()
        .flatMap(p -> quicker(recent, p, kind.apply(p).now(), times, by))
        .findFirst()
        .map(peer -> "%s, usually %s, %s".formatted(millis(recent), millis(usual), peer));
  }

  private static Stream<String> quicker(
      OptionalLong recent, NodeMemory peer, OptionalLong theirs, int times, long by) {
    return theirs.isPresent() && beyond(recent, theirs, times, by)
        ? Stream.of(peer.name() + " " + millis(theirs))
        : Stream.empty();
  }

  private static boolean beyond(OptionalLong is, OptionalLong should, int times, long by) {
    long over = is.getAsLong() - should.getAsLong();
    return over >= by && is.getAsLong() / times >= should.getAsLong();
  }

  private static String millis(OptionalLong nanos) {
    return Math.round(nanos.getAsLong() / 1e6) + " ms";
  }
}
