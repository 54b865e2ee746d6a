package dev.headgate.bench.load;

import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A running load. [#start] makes the connections and begins; [#await] waits for the end and says
/// meanwhile how it goes; [#stop], from any thread, ends it early with what there is. Thread-safe.
public final class Load {
  private static final Duration LEAD = Duration.ofMillis(20);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int DIAL_MILLIS = 3000;

  private final LoadSpec spec;
  private final SteadyClock clock;
  private final Loops threads;
  private final List<LoadLoop> loops = new ArrayList<>();
  private final List<CompletableFuture<Long>> ends = new ArrayList<>();
  private final long start;

  private Load(LoadSpec spec, SteadyClock clock, Optional<CallListener> listener)
      throws InterruptedException {
    this.spec = spec;
    this.clock = clock;
    threads = new Loops("bench-load", spec.loops());
    InetSocketAddress address = new InetSocketAddress(spec.url().getHost(), spec.url().getPort());
    for (int i = 0; i < spec.loops(); i++) {
      loops.add(
          new LoadLoop(
              spec, i, threads.all().get(i), clock, dialler(spec, threads), address, listener));
    }
    for (CompletableFuture<Integer> connected : loops.stream().map(LoadLoop::connect).toList()) {
      get(connected);
    }
    start = clock.nanos() + LEAD.toNanos();
    loops.forEach(loop -> ends.add(loop.begin(start)));
  }

  /// Connects, and begins to call. Connections that cannot be made are tried again when they are
  /// needed.
  public static Load start(LoadSpec spec, SteadyClock clock) throws InterruptedException {
    return new Load(spec, clock, Optional.empty());
  }

  /// The same, with a listener that is told of each call.
  public static Load start(LoadSpec spec, SteadyClock clock, CallListener listener)
      throws InterruptedException {
    return new Load(spec, clock, Optional.of(listener));
  }

  /// A whole load, from its first connection to its last answer.
  public static LoadResult run(LoadSpec spec, SteadyClock clock) throws InterruptedException {
    return start(spec, clock).await();
  }

  /// When the first call is due, by the load's clock.
  public long startNanos() {
    return start;
  }

  private static Bootstrap dialler(LoadSpec spec, Loops threads) {
    Bootstrap dialler =
        new Bootstrap()
            .group(threads.group())
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.ALLOCATOR, Loops.ALLOCATOR)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, DIAL_MILLIS);
    if (spec.readRate() == 0) {
      return dialler.option(
          ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 2048, 256 << 10));
    }
    int piece = Math.max(1, spec.readRate() / 10);
    return dialler
        .option(ChannelOption.AUTO_READ, false)
        // What the kernel takes by itself must stay small beside the answer.
        .option(ChannelOption.SO_RCVBUF, 16 << 10)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(piece).maxMessagesPerRead(1));
  }

  /// Waits for the end.
  public LoadResult await() throws InterruptedException {
    return await(line -> {});
  }

  /// Waits for the end.
  ///
  /// @param progress is told a line each second
  public LoadResult await(Consumer<String> progress) throws InterruptedException {
    CompletableFuture<?> all = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    long giveUp = start + spec.length().plus(spec.patience()).plus(GRACE).toNanos();
    Tally.Counts before = new Tally.Counts(0, 0, 0);
    while (!waited(all)) {
      if (clock.nanos() > giveUp) {
        stop();
      }
      Tally.Counts now = counts();
      progress.accept(line(now, before));
      before = now;
    }
    long end = 0;
    for (CompletableFuture<Long> each : ends) {
      end = Math.max(end, get(each));
    }
    threads.close();
    return LoadResult.of(
        loops.stream().map(LoadLoop::tally).toList(), start, Math.max(start, end), spec.batch());
  }

  private static boolean waited(CompletableFuture<?> all) throws InterruptedException {
    try {
      all.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Tally.Counts counts() throws InterruptedException {
    Tally.Counts sum = new Tally.Counts(0, 0, 0);
    for (LoadLoop loop : loops) {
      sum =
          sum.plus(
              get(CompletableFuture.supplyAsync(() -> loop.tally().counts(), loop.executor())));
    }
    return sum;
  }

  private String line(Tally.Counts now, Tally.Counts before) {
    return "%3d s: %,8d answered/s, %,d failed, %,d under way or waiting to be sent"
        .formatted(
            TimeUnit.NANOSECONDS.toSeconds(clock.nanos() - start),
            now.answered() - before.answered(),
            now.failed(),
            Math.max(0, now.sent() - now.answered() - now.failed()));
  }

  private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /// Ends the load at once; [#await] then returns what was measured.
  public void stop() {
    loops.stream()
        .filter(loop -> !loop.executor().isShuttingDown())
        .forEach(loop -> loop.executor().execute(loop::stop));
  }
}
