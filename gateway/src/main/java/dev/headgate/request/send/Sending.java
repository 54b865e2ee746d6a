package dev.headgate.request.send;

import dev.headgate.request.decode.Answer;
import dev.headgate.request.plan.NodeErrors;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.plan.Waits;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.request.send.AttemptRecorder.Hedge;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parcel on its way to one node, and after a while to a second one beside it. Ends once. Lives
/// on its event loop.
///
/// Three moments lie before it, and one timer waits for the next of them:
/// 1. the *hedge*: a cheap read is also asked of another node, if the retry budget allows and one
///    is there; if not, it is looked for again and again ([Waits#hedgeAgain]);
/// 2. *patience* is over: a node that was silent to everyone since then is out, all its silent
///    connections end and their calls move at once; one that answers others is merely slow, and
///    another is asked beside it;
/// 3. the *deadline*.
public final class Sending implements Attempt.Owner {
  /// A hedge that was won counts against a silent first node only when it was silent for so long:
  /// shorter pauses are a garbage collector's.
  public static final Duration SILENCE_FLOOR = Duration.ofMillis(50);

  private static final long NEVER = Waits.NEVER;

  /// Who sent it.
  public interface Customer {

    /// Another node to ask beside the first, with the permit of its breaker taken; null when there
    /// is none, or the retry budget is spent.
    @Nullable Lane hedge(Sending sending);

    /// It is over.
    ///
    /// @param lane of the node that ended it
    void ended(Sending sending, Lane lane, AttemptEnd end);

    /// A long answer begins; null when nobody wants it any more.
    @Nullable AnswerSink begins(Sending sending, Lane lane, long length);
  }

  private final Parcel parcel;
  private final SendSettings settings;
  private final EventLoop loop;
  private final Customer customer;
  private final long startNanos;
  private final long deadlineNanos;
  private final long patienceNanos;
  private final Attempt first;
  private @Nullable Attempt second;
  private boolean firstOver;
  private boolean secondOver;
  private long hedgeDue;
  private boolean hedgeSkipped;
  private long overslept;
  private long firstPatience;
  private long secondPatience = NEVER;
  private @Nullable Lane spareLane;
  private @Nullable AttemptEnd spare;
  private final Timers.Timer timer;
  private boolean over;

  /// A sending that has not begun.
  ///
  /// @param permitted whether the breaker of the lane's node gave a permit
  /// @param deadlineNanos when the call is over, by the clock of the settings
  public Sending(
      Parcel parcel,
      Lane lane,
      boolean permitted,
      long deadlineNanos,
      SendSettings settings,
      EventLoop loop,
      Customer customer) {
    this.parcel = parcel;
    this.settings = settings;
    this.loop = loop;
    this.customer = customer;
    this.deadlineNanos = deadlineNanos;
    first = new Attempt(lane, parcel, settings, permitted, this);
    timer = lane.timers().timer(this::wake);
    startNanos = first.startNanos();
    boolean cheap = parcel.cheap();
    hedgeDue = cheap ? Waits.hedge(settings.hedge(), lane.latency()) : NEVER;
    patienceNanos =
        Waits.patience(settings.patience(), parcel.repeatable(), parcel.isLong(), cheap);
    firstPatience = patienceNanos;
  }

  public void start() {
    first.start();
    arm(startNanos);
  }

  /// When it was made, by the clock of the settings.
  public long startNanos() {
    return startNanos;
  }

  public Parcel parcel() {
    return parcel;
  }

  /// Whether two nodes were asked, so that one of them may have been told of a transaction by the
  /// other.
  public boolean askedTwo() {
    return second != null && first.written();
  }

  /// The client left: nobody waits for this any more.
  public void leave() {
    if (!over) {
      over = true;
      disarm();
      dropSpare();
      leave(first, firstOver);
      if (second != null) {
        leave(second, secondOver);
      }
      parcel.release();
    }
  }

  private void leave(Attempt attempt, boolean ended) {
    if (!ended && attempt.isStreaming()) {
      attempt.abandon(End.CANCELLED, null);
    } else if (!ended) {
      detach(attempt);
    }
  }

  private void detach(Attempt attempt) {
    attempt.detach(loop, deadlineNanos - settings.clock().nanos());
  }

  private void arm(long now) {
    if (!over) {
      long wait = Math.max(0, next() - now);
      timer.set(wait + 100_000, now);
    }
  }

  private void disarm() {
    timer.unset();
  }

  private long next() {
    long due = deadlineNanos;
    if (nextPatience() != NEVER) {
      due = Math.min(due, startNanos + overslept + nextPatience());
    }
    if (hedgeDue != NEVER) {
      due = Math.min(due, startNanos + overslept + hedgeDue);
    }
    return due;
  }

  /// Since the start, less what this process stood still.
  private long awake(long now) {
    return now - startNanos - overslept;
  }

  private void wake() {
    if (over) {
      return;
    }
    long now = settings.clock().nanos();
    if (isStreaming()) {
      watchFlow(now);
      return;
    }
    overslept += Waits.overslept(next(), now);
    if (now - deadlineNanos >= 0) {
      passDeadline(now);
    } else if (nextPatience() != NEVER && awake(now) >= nextPatience()) {
      losePatience(now);
    } else if (hedgeDue != NEVER && awake(now) >= hedgeDue) {
      hedge(now);
    }
    arm(now);
  }

  private void hedge(long now) {
    hedgeDue = NEVER;
    if (second == null && !firstOver) {
      askAnother(now);
    }
  }

  private void askAnother(long now) {
    Lane lane = customer.hedge(this);
    if (lane == null) {
      hedgeDue = Waits.hedgeAgain(awake(now));
      if (!hedgeSkipped) {
        hedgeSkipped = true;
        settings.recorder().hedge(settings.chain(), Hedge.SKIPPED);
      }
    } else {
      hedgeDue = NEVER;
      Attempt beside = new Attempt(lane, parcel, settings, true, this);
      second = beside;
      if (patienceNanos != NEVER) {
        secondPatience = awake(beside.startNanos()) + patienceNanos;
      }
      beside.start();
    }
  }

  /// The next moment after the start when patience with one of the attempts ends.
  private long nextPatience() {
    return Math.min(firstPatience, secondPatience);
  }

  private void losePatience(long now) {
    if (parcel.isLong()) {
      firstPatience = awake(now) + patienceNanos;
      if (first.lane().state().silentSince(now - patienceNanos)) {
        first.lose(silence());
      }
    } else if (firstPatience <= secondPatience) {
      firstPatience = NEVER;
      endIfSilent(first, firstOver);
      if (!over && second == null) {
        askAnother(now);
      }
    } else {
      secondPatience = NEVER;
      if (second != null) {
        endIfSilent(second, secondOver);
      }
    }
  }

  private String silence() {
    return "no byte for " + patienceNanos / 1_000_000 + " ms";
  }

  /// Ends the attempt through the eviction of all the node's silent connections, this one's among
  /// them.
  private void endIfSilent(Attempt attempt, boolean ended) {
    if (!ended && attempt.lane().state().silentSince(attempt.startNanos())) {
      settings.wire().evict(attempt.lane().node(), attempt.startNanos(), silence());
    }
  }

  private void passDeadline(long now) {
    if (!(spare instanceof AttemptEnd.Whole)) {
      dropSpare(); // a failure sends the call on, for which it is too late
    }
    Lane from = spare == null || spareLane == null ? first.lane() : spareLane;
    boolean silent = !firstOver && first.lane().state().silentSince(startNanos);
    boolean blamed = silent && !parcel.isLong();
    String why = "no byte for " + (now - startNanos) / 1_000_000 + " ms";
    if (!firstOver) {
      firstOver = true;
      first.abandon(End.TIMEOUT, blamed ? why : null);
    }
    if (second != null && !secondOver) {
      secondOver = true;
      second.abandon(End.TIMEOUT, null);
    }
    if (blamed) {
      settings.wire().evict(first.lane().node(), startNanos, why);
    }
    boolean written = first.written() || (second != null && second.written());
    Outcome outcome = written ? new Outcome.DeadlinePassed() : new Outcome.DeadlinePassedUnsent();
    AttemptEnd last = spare == null ? new AttemptEnd.Failed(outcome) : spare;
    spare = null;
    finish(from, last);
  }

  private boolean isStreaming() {
    return (!firstOver && first.isStreaming())
        || (second != null && !secondOver && second.isStreaming());
  }

  private void watchFlow(long now) {
    Attempt flowing = !firstOver && first.isStreaming() ? first : second;
    if (flowing == null) {
      return;
    }
    long due = flowing.lastProgressNanos() + settings.patience().flow().toNanos();
    if (now - due >= 0 && flowing.stalls()) {
      flowing.lose("a long answer stalled");
    } else {
      watchFlowLater(now);
    }
  }

  private void watchFlowLater(long now) {
    timer.set(settings.patience().flow().toNanos() / 3, now);
  }

  @Override
  public @Nullable AnswerSink begins(Attempt attempt, long length) {
    if (over) {
      return null;
    }
    AnswerSink sink = customer.begins(this, attempt.lane(), length);
    if (sink != null) {
      won(attempt);
      disarm();
      watchFlowLater(settings.clock().nanos());
    }
    return sink;
  }

  @Override
  public void ended(Attempt attempt, AttemptEnd end) {
    if (attempt == first) {
      firstOver = true;
    } else {
      secondOver = true;
    }
    boolean otherRuns = attempt == first ? second != null && !secondOver : !firstOver;
    if (over) {
      release(end);
    } else if (otherRuns && !wins(attempt, end)) {
      keepSpare(attempt.lane(), end);
    } else if (!otherRuns && spare != null && !wins(attempt, end)) {
      finishWithBetter(attempt.lane(), end, spare);
    } else {
      if (otherRuns) {
        won(attempt);
      }
      finish(attempt.lane(), end);
    }
  }

  /// Whether this end decides although another attempt still runs: an answer that another node
  /// would not better. A `null` from a node that was asked second may only mean "not yet here".
  private boolean wins(Attempt attempt, AttemptEnd end) {
    return switch (end) {
      case AttemptEnd.Streamed _ -> true;
      case AttemptEnd.Failed _ -> false;
      case AttemptEnd.Whole(ByteBuf body, List<@Nullable Answer> answers) ->
          good(body, answers, attempt != first);
    };
  }

  private static boolean good(
      ByteBuf body, List<@Nullable Answer> answers, boolean nullIsDoubtful) {
    for (Answer answer : answers) {
      boolean doubtful =
          switch (answer) {
            case null -> true;
            case Answer.Malformed _ -> true;
            case Answer.Error error ->
                NodeErrors.classify(error.code(), error.message()).elsewhere();
            case Answer.Result result -> nullIsDoubtful && isNull(body, result);
          };
      if (doubtful) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNull(ByteBuf body, Answer.Result result) {
    return result.resultEnd() - result.resultStart() == 4
        && body.getByte(body.readerIndex() + result.resultStart()) == 'n';
  }

  private void keepSpare(Lane lane, AttemptEnd end) {
    dropSpare();
    spareLane = lane;
    spare = end;
  }

  /// Both ended without a winner: a node's own word is better than none, and where there is none,
  /// what leaves a doubt must not be forgotten.
  private void finishWithBetter(Lane lane, AttemptEnd end, AttemptEnd other) {
    if (weight(other) > weight(end)) {
      Lane from = spareLane == null ? lane : spareLane;
      spare = null;
      finish(from, other);
    } else {
      dropSpare();
      finish(lane, end);
    }
  }

  private static int weight(AttemptEnd end) {
    return switch (end) {
      case AttemptEnd.Whole _, AttemptEnd.Streamed _ -> 2;
      case AttemptEnd.Failed(Outcome outcome) ->
          outcome instanceof Outcome.Lost || outcome instanceof Outcome.Garbage ? 1 : 0;
    };
  }

  private void won(Attempt winner) {
    Attempt loser = winner == first ? second : first;
    boolean loserOver = winner == first ? secondOver : firstOver;
    if (loser == null) {
      return;
    }
    settings.recorder().hedge(settings.chain(), winner == first ? Hedge.LOST : Hedge.WON);
    firstOver |= loser == first;
    secondOver |= loser == second;
    if (!loserOver) {
      detach(loser);
      // Last, because it may open the breaker, which ends the loser's connection: no longer our
      // affair then.
      if (loser == first) {
        blameIfSilent();
      }
    }
  }

  /// The hedge carried this call past a node that says nothing to anyone. Uncounted, every later
  /// call would pay the hedge's delay for as long as the node hangs.
  private void blameIfSilent() {
    long now = settings.clock().nanos();
    NodeState state = first.lane().state();
    if (state.silentSince(startNanos) && state.silentSince(now - SILENCE_FLOOR.toNanos())) {
      state.failed(now);
      state.breaker().failed(now - startNanos, "silent while another node answered");
    }
  }

  private void finish(Lane lane, AttemptEnd end) {
    if (over) {
      release(end);
      return;
    }
    over = true;
    disarm();
    dropSpare();
    customer.ended(this, lane, end);
    parcel.release();
  }

  private void dropSpare() {
    if (spare != null) {
      release(spare);
      spare = null;
    }
  }

  private static void release(AttemptEnd end) {
    if (end instanceof AttemptEnd.Whole(ByteBuf body, _)) {
      body.release();
    }
  }
}
