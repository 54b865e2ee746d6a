package dev.headgate.bench;

import dev.headgate.bench.load.EndedCall;
import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.LoadSpec;
import dev.headgate.bench.load.Mix;
import dev.headgate.bench.load.Pattern;
import dev.headgate.simulate.check.ClientCall;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Reads that leave on schedule whatever the answers do, each kept for the checker.
final class OpenLoad {
  private static final int KEPT = 64 << 10;

  /// No two loads of a run share a tag.
  private static final AtomicLong TAGS = new AtomicLong(2_000_000_000_000L);

  /// One call: when it was due and when it had its answer (clock's nanoseconds), and which node
  /// gave it.
  record Sample(ClientCall call, long dueNanos, String node) {
    static Sample of(EndedCall ended) {
      String tag = Long.toString(ended.tag());
      ClientCall call =
          ended.failed()
              ? ClientCall.failed(
                  "c",
                  tag,
                  ended.method(),
                  ended.sentNanos(),
                  ended.endNanos(),
                  ended.failure() + " " + ended.body())
              : ClientCall.answered(
                  "c", tag, ended.method(), ended.sentNanos(), ended.endNanos(), ended.result());
      return new Sample(call, ended.dueNanos(), ended.header("X-Headgate-Node"));
    }

    double millis() {
      return (call.endedAt() - dueNanos) / 1e6;
    }

    boolean failed() {
      return !(call.ending() instanceof ClientCall.Result);
    }
  }

  private final URI url;
  private final SteadyClock clock;

  OpenLoad(URI url, SteadyClock clock) {
    this.url = url;
    this.clock = clock;
  }

  /// Sends `rate` calls a second for so long, and waits for the last answers.
  List<Sample> run(int rate, Duration length) throws InterruptedException {
    Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    LoadSpec spec =
        LoadSpec.of(url, new Pattern.Fixed(rate), length)
            .mix(Mix.READS)
            .keep(KEPT)
            .firstTag(TAGS.getAndAdd(rate * length.toSeconds() + 1));
    Load.start(spec, clock, ended -> samples.add(Sample.of(ended))).await();
    return List.copyOf(samples);
  }
}
