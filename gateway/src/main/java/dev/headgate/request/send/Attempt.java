package dev.headgate.request.send;

import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.AnswerReader;
import dev.headgate.request.decode.Peek;
import dev.headgate.request.plan.ErrorKind;
import dev.headgate.request.plan.NodeErrors;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.wire.Exchange;
import dev.headgate.wire.Failure;
import dev.headgate.wire.NodeConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One exchange of one parcel with one node. Lives on its lane's event loop; ends once.
final class Attempt implements Exchange {
  /// A top-level error is read whole, for the policy to decide; one longer than this is no error
  /// but an attack.
  private static final int MOST_ERROR = 1 << 20;

  private static final int MOST_DEPTH = 10_000;

  /// Whose attempt it is.
  interface Owner {
    void ended(Attempt attempt, AttemptEnd end);

    /// A long answer begins as a result should; null when nobody wants it any more.
    ///
    /// @param length in bytes, or -1 when it is not known
    @Nullable AnswerSink begins(Attempt attempt, long length);
  }

  private final Lane lane;
  private final Parcel parcel;
  private final SendSettings settings;
  private final boolean permitted;
  private final long startNanos;
  private @Nullable Owner owner;
  private @Nullable NodeConnection connection;
  private @Nullable ByteBuf collected;
  private boolean collectedIsOurs;
  private @Nullable LongAnswer flowing;
  private boolean paused;
  private @Nullable Future<?> drainEnd;
  private int status;
  private long length;
  private long received;
  private long held;
  private long lastProgressNanos;
  private boolean written;
  private boolean over;
  private boolean limited;

  /// An attempt that has not begun.
  ///
  /// @param permitted whether the node's breaker gave a permit, which this attempt then uses up
  Attempt(Lane lane, Parcel parcel, SendSettings settings, boolean permitted, Owner owner) {
    this.lane = lane;
    this.parcel = parcel;
    this.settings = settings;
    this.permitted = permitted;
    this.owner = owner;
    this.startNanos = settings.clock().nanos();
  }

  void start() {
    lane.pool().submit(this);
  }

  Lane lane() {
    return lane;
  }

  long startNanos() {
    return startNanos;
  }

  /// When the latest bytes of a long answer came, or its client began to take them again.
  long lastProgressNanos() {
    return lastProgressNanos;
  }

  /// Whether a byte of it may have reached the node.
  boolean written() {
    return written;
  }

  boolean isStreaming() {
    return flowing != null;
  }

  /// Whether a long answer waits for its node, and not for its client.
  boolean stalls() {
    return flowing != null && flowing.sink().writable();
  }

  /// The owner turns away; what still comes is read to its end, as news of the node. Not for ever:
  /// an answer that never ends would keep its connection and its permit.
  void detach(EventLoop loop, long nanos) {
    owner = null;
    dropCollected();
    giveHeld();
    if (!over && lane.pool().withdraw(this)) {
      close(End.CANCELLED, null);
    } else if (!over) {
      drainEnd =
          loop.schedule(
              () -> abandon(End.CANCELLED, null), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
  }

  /// Ends it because its node is silent to everyone; its call moves.
  void lose(String why) {
    if (!over) {
      closeConnection();
      if (flowing != null) {
        cut(why);
      } else {
        lane.pool().withdraw(this);
        Outcome outcome = written ? new Outcome.Lost(why, false) : new Outcome.NotSent(why);
        fail(End.EVICTED, outcome, why);
      }
    }
  }

  /// Ends the exchange and its connection, whatever was still to come.
  ///
  /// @param failure why, when it tells against the node; else null
  void abandon(End end, @Nullable String failure) {
    owner = null;
    if (!over) {
      lane.pool().withdraw(this);
      if (connection != null) {
        connection.abandon();
      }
      close(end, failure);
    }
  }

  @Override
  public ByteBuf body() {
    return parcel.bytes();
  }

  @Override
  public void sent(NodeConnection on) {
    connection = on;
    written = true;
  }

  @Override
  public boolean movable() {
    return owner == null || (parcel.repeatable() && !parcel.isLong());
  }

  @Override
  public void head(int status, long length, boolean encoded) {
    this.status = status;
    this.length = length;
    if (encoded) {
      garbage("an encoded answer, which was not asked for");
    } else if (length > settings.mostResponse()) {
      tooLong();
    }
  }

  @Override
  public void content(ByteBuf part) {
    received += part.readableBytes();
    if (flowing != null) {
      lastProgressNanos = settings.clock().nanos();
      flow(flowing, part);
    } else if (owner == null || over) {
      part.release();
      boundDrain();
    } else if (received > settings.mostResponse()) {
      part.release();
      tooLong();
    } else {
      collect(part);
    }
  }

  /// A loser of a hedge is read to its end, but not for ever.
  private void boundDrain() {
    if (!over && received > settings.hold() * 16L) {
      abandon(End.CANCELLED, null);
    }
  }

  private void collect(ByteBuf part) {
    if (collected == null) {
      collected = part;
    } else if (fits(collected, part) && hold(collected.readableBytes(), part.readableBytes())) {
      append(part);
    } else {
      part.release();
      fail(End.CANCELLED, new Outcome.NoRoom(), null);
      return;
    }
    if (parcel.mayFlow() && received > settings.hold() && status == 200 && length != -2) {
      peek(collected);
    }
  }

  /// Whether the part fits, or there is memory for the larger buffer that it needs.
  private boolean fits(ByteBuf all, ByteBuf part) {
    return (collectedIsOurs && all.writableBytes() >= part.readableBytes())
        || settings.held().fits(room(all, part));
  }

  /// The size of that larger buffer: one of our own doubles by itself, and one that is about to
  /// flow grows no more, but is there whole until a slow client has taken it.
  private int room(ByteBuf all, ByteBuf part) {
    int both = all.readableBytes() + part.readableBytes();
    boolean flows = parcel.mayFlow() && both > settings.hold();
    long wanted = collectedIsOurs ? 2L * both : flows ? both : Math.max(length, 2L * both);
    return (int) Math.min(wanted, Math.max(both, 1 << 20));
  }

  /// Room for the part; where it is the second, for the first too, which most answers never follow
  /// with another.
  private boolean hold(int before, int more) {
    long room = held == 0 ? (long) before + more : more;
    boolean taken = settings.held().take(room);
    held += taken ? room : 0;
    return taken;
  }

  private void append(ByteBuf part) {
    ByteBuf all = collected;
    if (all == null) {
      return;
    }
    if (!collectedIsOurs) {
      ByteBuf bigger = part.alloc().buffer(room(all, part)).writeBytes(all);
      all.release();
      all = bigger;
      collectedIsOurs = true;
    }
    collected = all.writeBytes(part);
    part.release();
  }

  private void peek(ByteBuf prefix) {
    switch (AnswerReader.peek(prefix, MOST_DEPTH)) {
      case Peek.ResultBegins(int idStart, int idEnd) -> begin(prefix, idStart, idEnd);
      case Peek.Malformed(String why) -> garbage(why);
      case Peek.ErrorBegins(), Peek.Undecided() -> {
        if (received > MOST_ERROR) {
          garbage("no result within " + MOST_ERROR + " bytes");
        }
      }
    }
  }

  private void begin(ByteBuf prefix, int idStart, int idEnd) {
    boolean named = idStart >= 0;
    if (named && parcel.placeOf(prefix, idStart, idEnd) < 0) {
      garbage("an answer with another call's id");
    } else if (settings.held().scarce()) {
      fail(
          End.CANCELLED, new Outcome.NoRoom(), null); // shed while the client has no byte of it yet
    } else if (named || !parcel.rewritten()) {
      flowFrom(prefix, idStart, idEnd);
    }
    // Else a result came before an id that has to be put back: such an answer is kept whole.
  }

  private void flowFrom(ByteBuf prefix, int idStart, int idEnd) {
    LongAnswer answer = new LongAnswer(parcel, idStart, idEnd);
    Owner mine = owner;
    collected = null; // ours alone from here on, also when the owner turns away in its answer
    giveHeld();
    AnswerSink sink =
        mine == null ? null : mine.begins(this, length < 0 ? -1 : length + answer.growth());
    if (sink == null) {
      prefix.release();
      abandon(End.CANCELLED, null);
    } else {
      flowing = answer;
      lastProgressNanos = settings.clock().nanos();
      answer.start(sink, prefix);
      holdBack(sink);
    }
  }

  private void flow(LongAnswer answer, ByteBuf part) {
    if (over) {
      part.release();
      return;
    }
    answer.add(part);
    if (over) {
      return; // its client broke under the write
    }
    if (received > settings.mostResponse()) {
      cut(null);
    } else {
      holdBack(answer.sink());
    }
  }

  private void holdBack(AnswerSink sink) {
    NodeConnection on = connection;
    if (on != null && !paused && !sink.writable()) {
      paused = true;
      on.pause();
      sink.whenWritable(() -> {
        paused = false;
        lastProgressNanos = settings.clock().nanos();
        if (!over) { // else the connection is another's
          on.resume();
        }
      });
    }
  }

  @Override
  public void end() {
    if (over) {
      return;
    }
    if (flowing != null) {
      endFlow(flowing);
    } else if (owner == null) {
      closeDrained();
    } else {
      conclude();
    }
  }

  /// What a loser's answer says of its node: the status alone, since its body was not kept.
  private void closeDrained() {
    String why = "HTTP status " + status;
    switch (status / 100) {
      case 2 -> close(End.ANSWERED, null);
      case 5 -> close(End.HTTP_ERROR, why);
      default -> close(End.CANCELLED, status == 429 ? why : null);
    }
  }

  private void endFlow(LongAnswer answer) {
    if (answer.finish()) {
      finish(End.ANSWERED, null, new AttemptEnd.Streamed(true));
    } else {
      cut("a long answer without its call's id");
    }
  }

  /// @param failure why, when it tells against the node; else null
  private void cut(@Nullable String failure) {
    LongAnswer answer = flowing;
    closeConnection();
    if (answer != null) {
      answer.cut();
    }
    finish(End.LOST, failure, new AttemptEnd.Streamed(false));
  }

  /// The call asked for so much: no fault of the node.
  private void tooLong() {
    closeConnection();
    if (owner == null) {
      close(End.CANCELLED, null);
    } else {
      fail(End.GARBAGE, new Outcome.Garbage(overLimit()), null);
    }
  }

  private String overLimit() {
    return "an answer over the limit of " + settings.mostResponse() + " bytes";
  }

  private void conclude() {
    if (status == 429) {
      fail(End.RATE_LIMITED, new Outcome.RateLimited("HTTP status 429"), "HTTP status 429");
    } else if (status / 100 == 2) {
      concludeAnswered();
    } else {
      concludeStatus();
    }
  }

  /// A node may tell its own error with a status of 4xx; anything else that is not 2xx is the
  /// node's failure.
  private void concludeStatus() {
    ByteBuf body = collected;
    if (status / 100 == 4 && body != null && !parcel.isBatch()) {
      Answer answer = AnswerReader.single(body, MOST_DEPTH);
      if (answer instanceof Answer.Error && ours(body, answer)) {
        whole(body, List.of(answer));
        return;
      }
    }
    String why = "HTTP status " + status;
    fail(End.HTTP_ERROR, new Outcome.Garbage(why), why);
  }

  private void concludeAnswered() {
    ByteBuf body = collected;
    if (parcel.onlyNotifications()) {
      dropCollected();
      finish(End.ANSWERED, null, new AttemptEnd.Whole(noBytes(), List.of()));
    } else if (body == null) {
      garbage("an empty answer");
    } else if (parcel.isBatch()) {
      concludeBatch(body);
    } else {
      concludeSingle(body);
    }
  }

  private static ByteBuf noBytes() {
    return Unpooled.EMPTY_BUFFER;
  }

  private void concludeSingle(ByteBuf body) {
    Answer answer = AnswerReader.single(body, MOST_DEPTH);
    if (answer instanceof Answer.Malformed(String why)) {
      garbage(why);
    } else if (!ours(body, answer)) {
      garbage("an answer with another call's id");
    } else {
      whole(body, List.of(answer));
    }
  }

  /// A node that could not read the call says so with the id `null` (reth takes no lone surrogate):
  /// the client's fault, and on this connection nobody else can be meant.
  private boolean ours(ByteBuf body, Answer answer) {
    boolean unread =
        answer instanceof Answer.Error error
            && error.isNameless(body)
            && NodeErrors.classify(error.code(), error.message()) == ErrorKind.CALLER
            && !parcel.onlyNotifications();
    return unread || placeOf(body, answer) == 0;
  }

  private void concludeBatch(ByteBuf body) {
    List<Answer> found = AnswerReader.batch(body, MOST_DEPTH, parcel.calls().size());
    List<@Nullable Answer> answers = new ArrayList<@Nullable Answer>(parcel.calls().size());
    parcel.calls().forEach(_ -> answers.add(null));
    for (Answer answer : found) {
      if (answer instanceof Answer.Malformed(String why)) {
        garbage(why);
        return;
      }
      int place = placeOf(body, answer);
      if (place < 0 || answers.get(place) != null) {
        strange(body, answer);
        return;
      }
      answers.set(place, answer);
    }
    whole(body, answers);
  }

  /// One error for the whole batch may be about the batch (its size, a character in it): that tells
  /// nothing against the node unless the error itself does.
  private void strange(ByteBuf body, Answer answer) {
    if (answer instanceof Answer.Error error && error.isNameless(body)) {
      String why = "one error for a whole batch: " + error.message();
      boolean priced = parcel.calls().stream().anyMatch(call -> call.method().pricedByCaller());
      boolean blamed = NodeErrors.classify(error.code(), error.message()).failure(priced);
      fail(End.NODE_ERROR, new Outcome.Garbage(why), blamed ? why : null);
    } else {
      garbage("an answer to nobody's call");
    }
  }

  private int placeOf(ByteBuf body, Answer answer) {
    return switch (answer) {
      case Answer.Result result -> parcel.placeOf(body, result.idStart(), result.idEnd());
      case Answer.Error error -> parcel.placeOf(body, error.idStart(), error.idEnd());
      case Answer.Malformed _ -> -1;
    };
  }

  private void whole(ByteBuf body, List<@Nullable Answer> answers) {
    collected = null;
    String failure = failureIn(answers);
    finish(
        failure == null ? End.ANSWERED : End.NODE_ERROR,
        failure,
        new AttemptEnd.Whole(body, answers));
  }

  /// The node's own error that tells against it; only when it has no better answer in the same
  /// batch.
  private @Nullable String failureIn(List<@Nullable Answer> answers) {
    String failure = null;
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i) instanceof Answer.Error error) {
        ErrorKind kind = NodeErrors.classify(error.code(), error.message());
        limited |= kind == ErrorKind.OVERLOADED;
        if (!kind.failure(parcel.calls().get(i).method().pricedByCaller())) {
          return null;
        }
        failure = "JSON-RPC error " + error.code();
      } else if (answers.get(i) != null) {
        return null;
      }
    }
    return failure;
  }

  @Override
  public void failed(Failure failure) {
    if (over) {
      return;
    }
    connection = null;
    if (failure.kind() == Failure.Kind.REFUSED && lane.state().refused(settings.clock().nanos())) {
      settings.recorder().gone(lane.node());
    }
    if (flowing != null) {
      cut(tellsAgainst(failure) ? failure.why() : null);
    } else if (owner == null) {
      close(endOf(failure), tellsAgainst(failure) ? failure.why() : null);
    } else {
      fail(endOf(failure), outcomeOf(failure), tellsAgainst(failure) ? failure.why() : null);
    }
  }

  private static boolean tellsAgainst(Failure failure) {
    return switch (failure.kind()) {
      case REFUSED, NOT_CONNECTED, LOST, LOST_REUSED, EVICTED, GARBAGE -> true;
      case EVICTED_UNSENT, POOL_EXHAUSTED, NO_MEMORY_UNSENT, NO_MEMORY -> false;
    };
  }

  private static End endOf(Failure failure) {
    return switch (failure.kind()) {
      case REFUSED, NOT_CONNECTED -> End.REFUSED_CONNECTION;
      case LOST, LOST_REUSED -> End.LOST;
      case EVICTED, EVICTED_UNSENT -> End.EVICTED;
      case GARBAGE -> End.GARBAGE;
      case POOL_EXHAUSTED, NO_MEMORY_UNSENT, NO_MEMORY -> End.CANCELLED;
    };
  }

  private static Outcome outcomeOf(Failure failure) {
    return switch (failure.kind()) {
      case REFUSED, NOT_CONNECTED, EVICTED_UNSENT, POOL_EXHAUSTED, NO_MEMORY_UNSENT ->
          new Outcome.NotSent(failure.why());
      case NO_MEMORY -> new Outcome.NoRoom();
      case LOST, EVICTED -> new Outcome.Lost(failure.why(), false);
      case LOST_REUSED -> new Outcome.Lost(failure.why(), true);
      case GARBAGE -> new Outcome.Garbage(failure.why());
    };
  }

  private void garbage(String why) {
    closeConnection();
    if (owner == null) {
      close(End.GARBAGE, why);
    } else {
      fail(End.GARBAGE, new Outcome.Garbage(why), why);
    }
  }

  private void closeConnection() {
    if (connection != null) {
      connection.abandon();
      connection = null;
    }
  }

  private void fail(End end, Outcome outcome, @Nullable String failure) {
    if (outcome instanceof Outcome.NoRoom) {
      closeConnection();
    }
    finish(end, failure, new AttemptEnd.Failed(outcome));
  }

  private void finish(End end, @Nullable String failure, AttemptEnd told) {
    Owner mine = owner;
    owner = null;
    close(end, failure);
    if (mine != null) {
      mine.ended(this, told);
    } else if (told instanceof AttemptEnd.Whole(ByteBuf body, _)) {
      body.release();
    }
  }

  /// The one place where an attempt ends: everything it took is given back, and the node's account
  /// is settled.
  private void close(End end, @Nullable String failure) {
    if (over) {
      return;
    }
    over = true;
    if (drainEnd != null) {
      drainEnd.cancel(false);
    }
    dropCollected();
    giveHeld();
    if (flowing != null) {
      flowing.discard();
    }
    long now = settings.clock().nanos();
    long nanos = now - startNanos;
    settings.recorder().attempt(settings.chain(), lane.node(), end, nanos);
    boolean answered = end == End.ANSWERED || end == End.NODE_ERROR;
    if (answered && parcel.cheap()) {
      lane.latency().add(nanos);
    }
    tell(end, nanos, answered, failure);
    settle(now, nanos, answered, failure);
  }

  private void tell(End end, long nanos, boolean answered, @Nullable String failure) {
    boolean failed = failure != null;
    boolean refused = limited || end == End.RATE_LIMITED;
    if ((answered || failed) && !refused && !parcel.isLong()) {
      settings.recorder().tells(lane.node(), failed, !failed && parcel.cheap() ? nanos : 0);
    }
  }

  private void settle(long now, long nanos, boolean answered, @Nullable String failure) {
    if (failure != null) {
      lane.state().failed(now);
    }
    if (permitted) {
      if (failure != null) {
        lane.state().breaker().failed(nanos, failure);
      } else if (answered) {
        lane.state().breaker().succeeded(nanos);
      } else {
        lane.state().breaker().released();
      }
    }
  }

  private void dropCollected() {
    if (collected != null) {
      collected.release();
      collected = null;
    }
  }

  private void giveHeld() {
    settings.held().give(held);
    held = 0;
  }
}
