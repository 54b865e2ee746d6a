package dev.headgate.bench.load;

import dev.headgate.bench.machine.TimerSlack;
import dev.headgate.time.SteadyClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/// One event loop's share of a load. Everything happens on that loop.
final class LoadLoop {
  private static final int SCRATCH = 64 << 10;

  /// Connections that are being made at one time before the first call.
  private static final int DIALS = 64;

  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long REDIAL_MILLIS = 10;
  private static final long NEVER = Long.MAX_VALUE;

  private final LoadSpec spec;
  private final EventLoop executor;
  private final SteadyClock clock;
  private final Bootstrap dialler;
  private final SocketAddress address;
  private final Optional<CallListener> listener;
  private final List<RequestTemplate> templates;
  private final MethodChoice choice;
  private final PrimitiveIterator.OfLong schedule;
  private final boolean saturate;
  private final Tally tally;
  private final CompletableFuture<Long> ended = new CompletableFuture<>();

  private final List<Lane> lanes = new ArrayList<>();
  private final Queue<Lane> idle = new ArrayDeque<>();
  private final Queue<Lane> down = new ArrayDeque<>();
  private final LongQueue waiting = new LongQueue();

  private int dialling;
  private int busy;
  private long nextTag;
  private long start;
  private long end;
  private long nextDue = NEVER;
  private boolean begun;
  private boolean stopped;
  private boolean armed;

  /// @param index of the load's loops, whose share this is
  LoadLoop(
      LoadSpec spec,
      int index,
      EventLoop executor,
      SteadyClock clock,
      Bootstrap dialler,
      SocketAddress address,
      Optional<CallListener> listener) {
    this.spec = spec;
    this.executor = executor;
    this.clock = clock;
    this.dialler = dialler;
    this.address = address;
    this.listener = listener;
    templates =
        spec.mix().methods().stream()
            .map(method -> RequestTemplate.of(spec.url(), method, spec.batch()))
            .toList();
    choice = new MethodChoice(spec.mix(), new SplittableRandom(spec.seed() + index));
    saturate = spec.pattern() instanceof Pattern.Saturate;
    schedule =
        spec.pattern() instanceof Pattern.Timed timed
            ? Pattern.share(timed.due(spec.length()), index, spec.loops())
            : LongStream.empty().iterator();
    tally = new Tally(spec.slice().toNanos(), spec.patience().toNanos());
    nextTag = spec.firstTag() + index * LoadSpec.TAGS_PER_LOOP;
    byte[] scratch = new byte[SCRATCH];
    int keep = listener.isPresent() ? Math.max(1, spec.keep()) : 0;
    for (int i = index; i < spec.connections(); i += spec.loops()) {
      lanes.add(new Lane(this, i, new AnswerScanner(scratch, keep)));
    }
  }

  EventLoop executor() {
    return executor;
  }

  /// Makes all connections; completes with how many could not be made.
  CompletableFuture<Integer> connect() {
    CompletableFuture<Integer> made = new CompletableFuture<>();
    executor.execute(() -> {
      TimerSlack.least();
      new FirstDials(made).go();
    });
    return made;
  }

  /// Connects a few lanes at a time, so that the listener's backlog is not flooded.
  private final class FirstDials {
    private final CompletableFuture<Integer> made;
    private int next;
    private int open;
    private int failures;

    FirstDials(CompletableFuture<Integer> made) {
      this.made = made;
    }

    void go() {
      while (open < DIALS && next < lanes.size()) {
        Lane lane = lanes.get(next++);
        open++;
        connection(lane).addListener(future -> done(lane, (ChannelFuture) future));
      }
      if (open == 0) {
        made.complete(failures);
      }
    }

    private void done(Lane lane, ChannelFuture future) {
      open--;
      if (future.isSuccess()) {
        lane.connected(future.channel());
        idle.add(lane);
      } else {
        lane.state(Lane.State.DOWN);
        down.add(lane);
        failures++;
      }
      go();
    }
  }

  private ChannelFuture connection(Lane lane) {
    lane.state(Lane.State.DIALLING);
    return dialler.clone(executor).handler(lane).connect(address);
  }

  /// Begins to call; completes with the time when the last call has ended.
  CompletableFuture<Long> begin(long startNanos) {
    executor.schedule(() -> beginNow(startNanos), startNanos - clock.nanos(), TimeUnit.NANOSECONDS);
    return ended;
  }

  private void beginNow(long startNanos) {
    start = startNanos;
    end = startNanos + spec.length().toNanos();
    begun = true;
    executor.scheduleAtFixedRate(this::sweep, SWEEP_NANOS, SWEEP_NANOS, TimeUnit.NANOSECONDS);
    if (saturate) {
      saturateAll();
    } else {
      advance();
      pump();
    }
  }

  private void saturateAll() {
    for (Lane lane = idle.poll(); lane != null; lane = idle.poll()) {
      long now = clock.nanos();
      send(lane, now, now);
    }
    redial(lanes.size());
  }

  private void advance() {
    nextDue = schedule.hasNext() ? start + schedule.nextLong() : NEVER;
  }

  /// Sends what is due, and wakes again for what is next.
  private void pump() {
    armed = false;
    if (stopped) {
      return;
    }
    long now = clock.nanos();
    while (nextDue <= now) {
      waiting.add(nextDue);
      advance();
    }
    dispatch(now);
    if (nextDue != NEVER && !armed) {
      armed = true;
      executor.schedule(this::pump, nextDue - clock.nanos(), TimeUnit.NANOSECONDS);
    }
    endWhenDone();
  }

  private void dispatch(long now) {
    while (!waiting.isEmpty()) {
      Lane lane = idle.poll();
      if (lane == null) {
        redial(waiting.size());
        return;
      }
      send(lane, waiting.poll(), now);
    }
  }

  private void redial(int wanted) {
    while (dialling < wanted && !down.isEmpty()) {
      Lane lane = down.remove();
      dialling++;
      connection(lane).addListener(future -> redialled(lane, (ChannelFuture) future));
    }
  }

  private void redialled(Lane lane, ChannelFuture future) {
    dialling--;
    if (future.isSuccess()) {
      lane.connected(future.channel());
    } else {
      refused(lane, future.cause());
    }
    if (lane.state() == Lane.State.IDLE) {
      freed(lane);
    }
  }

  /// A client that dials for its call and is refused has failed with it.
  private void refused(Lane lane, Throwable cause) {
    lane.state(Lane.State.DOWN);
    if (saturate && !over()) {
      unsent(clock.nanos(), Refusal.of(cause));
    } else if (!waiting.isEmpty()) {
      unsent(waiting.poll(), Refusal.of(cause));
    }
    executor.schedule(() -> freed(lane), REDIAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void send(Lane lane, long due, long now) {
    int method = choice.next();
    busy++;
    tally.sent(now - due);
    lane.send(templates.get(method), method, nextTag, spec.batch(), due, now);
    nextTag += spec.batch();
  }

  /// The lane's answer is whole.
  void answered(Lane lane) {
    finish(lane, lane.scanner().judge());
    if (lane.scanner().lastOfConnection()) {
      lane.drop();
    } else {
      lane.state(Lane.State.IDLE);
    }
    freed(lane);
  }

  /// The lane's call has failed, and its connection with it.
  void failed(Lane lane, String why) {
    finish(lane, why);
    lane.drop();
    freed(lane);
  }

  private void finish(Lane lane, String failure) {
    long now = clock.nanos();
    busy--;
    tally.ended(failure, lane.due() - start, now - lane.due());
    if (listener.isPresent()) {
      tell(listener.get(), lane, failure, now);
    }
  }

  private void tell(CallListener to, Lane lane, String failure, long now) {
    AnswerScanner answer = lane.scanner();
    to.ended(
        new EndedCall(
            lane.tag(),
            spec.batch(),
            lane.number(),
            spec.mix().methods().get(lane.method()).name(),
            lane.due(),
            lane.sent(),
            now,
            failure,
            answer.status(),
            answer.headText(),
            answer.bodyText()));
  }

  private void unsent(long due, String why) {
    long now = clock.nanos();
    tally.ended(why, due - start, now - due);
    listener.ifPresent(
        to -> to.ended(new EndedCall(nextTag++, 1, -1, "", due, -1, now, why, 0, "", "")));
  }

  /// A lane that has no call any more, connected or not.
  void freed(Lane lane) {
    if (ended.isDone()) {
      return;
    }
    idle.remove(lane);
    if (lane.state() == Lane.State.DOWN) {
      down.add(lane);
    } else if (saturate && begun && !over()) {
      long now = clock.nanos();
      send(lane, now, now);
    } else {
      idle.add(lane);
    }
    if (saturate && !over()) {
      redial(down.size());
    } else if (!waiting.isEmpty()) {
      dispatch(clock.nanos());
    }
    endWhenDone();
  }

  private boolean over() {
    return stopped || clock.nanos() >= end;
  }

  /// What has lost patience has failed; slow readers read a little.
  private void sweep() {
    long oldest = clock.nanos() - spec.patience().toNanos();
    for (Lane lane : lanes) {
      if (lane.state() == Lane.State.BUSY && lane.due() < oldest) {
        failed(lane, "no whole answer within " + spec.patience().toMillis() + " ms");
      }
    }
    while (!waiting.isEmpty() && waiting.peek() < oldest) {
      unsent(waiting.poll(), "no free connection within " + spec.patience().toMillis() + " ms");
    }
    if (spec.readRate() > 0) {
      lanes.forEach(lane -> lane.channel().ifPresent(channel -> channel.read()));
    }
    endWhenDone();
  }

  private void endWhenDone() {
    boolean nothingLeft = saturate ? over() : nextDue == NEVER && waiting.isEmpty();
    if (begun && busy == 0 && nothingLeft && !ended.isDone()) {
      ended.complete(clock.nanos());
      lanes.forEach(Lane::drop);
    }
  }

  /// Ends at once; what is under way counts as failed.
  void stop() {
    stopped = true;
    nextDue = NEVER;
    waiting.clear();
    begun = true;
    lanes.stream()
        .filter(lane -> lane.state() == Lane.State.BUSY)
        .toList()
        .forEach(lane -> failed(lane, "stopped before its answer"));
    endWhenDone();
  }

  Tally tally() {
    return tally;
  }
}
