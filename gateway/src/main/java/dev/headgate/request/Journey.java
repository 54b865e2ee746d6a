package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.chain.TransactionHash;
import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.Element;
import dev.headgate.request.decode.ErrorReply;
import dev.headgate.request.decode.IdRewrite;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.decode.MethodTable;
import dev.headgate.request.decode.Params;
import dev.headgate.request.decode.Quantity;
import dev.headgate.request.decode.Request;
import dev.headgate.request.decode.RpcError;
import dev.headgate.request.plan.ErrorKind;
import dev.headgate.request.plan.MethodRules.Rule;
import dev.headgate.request.plan.NextStep;
import dev.headgate.request.plan.NodeErrors;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.send.AnswerSink;
import dev.headgate.request.send.AttemptEnd;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.Lane;
import dev.headgate.request.send.Parcel;
import dev.headgate.request.send.Sending;
import dev.headgate.wire.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request under way, on its event loop: a single call, or a batch whose calls travel together
/// as long as they can, part when some need another node, and are joined in order at the end. Ends
/// once, in one of [Replies]' words.
public final class Journey implements Sending.Customer {
  private static final long RETRY_AFTER_MILLIS = 500;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;

  private final Relay relay;
  private final ByteBuf body;
  private final Transport transport;
  private final Replies replies;
  private final long startNanos;
  private final List<Leg> underWay = new ArrayList<>(2);
  private List<CallState> calls = List.of(); // that were let in
  private @Nullable ByteBuf[] answers = {};
  private boolean isBatch;
  private int singleStatus = 200;
  private int open;
  private @Nullable Node answeredBy;
  private boolean bySeveral;
  private long held;
  private long sentNanos;
  private long nodeNanos;
  private boolean over;

  Journey(Relay relay, ByteBuf body, Transport transport, Replies replies, long startNanos) {
    this.relay = relay;
    this.body = body;
    this.transport = transport;
    this.replies = replies;
    this.startNanos = startNanos;
  }

  /// The client left: nothing of this is wanted any more.
  public void leave() {
    if (!over) {
      calls.stream()
          .filter(state -> !state.settled)
          .forEach(state -> record(state.call.method(), CallOutcome.ABANDONED, relay.now()));
      close();
    }
  }

  // ---- beginnings

  /// None of it can be served.
  void refuse(RpcError error) {
    recordRefused();
    answerWith(error.httpStatus(), ErrorReply.write(alloc(), error, null, -1, -1), null);
  }

  /// A single element that is no call.
  void bad(Element element) {
    if (element instanceof Element.Bad(RpcError error, int idStart, int idEnd)) {
      recordRefused();
      answerWith(error.httpStatus(), ErrorReply.write(alloc(), error, body, idStart, idEnd), null);
    }
  }

  /// The client is over its rate.
  void turnAway(Request request, RpcError error) {
    switch (request) {
      case Request.Refused _ -> refuse(error);
      case Request.Single(Element element) -> {
        recordRefused();
        answerWith(error.httpStatus(), turnedAway(element, error), null);
      }
      case Request.Batch(List<Element> elements) -> turnAway(elements, error);
    }
  }

  private void turnAway(List<Element> elements, RpcError error) {
    answers = new @Nullable ByteBuf[elements.size()];
    for (int i = 0; i < answers.length; i++) {
      recordRefused();
      boolean wanted = !(elements.get(i) instanceof Call call && call.notification());
      answers[i] = wanted ? turnedAway(elements.get(i), error) : null;
    }
    answerWith(200, join(), null);
  }

  private ByteBuf turnedAway(Element element, RpcError error) {
    return switch (element) {
      case Call call -> ErrorReply.write(alloc(), error, body, call.idStart(), call.idEnd());
      case Element.Bad(_, int idStart, int idEnd) ->
          ErrorReply.write(alloc(), error, body, idStart, idEnd);
    };
  }

  void single(Call call) {
    answers = new @Nullable ByteBuf[1];
    calls = admit(call, 0);
    dispatch(calls);
    settleIfDone();
  }

  void batch(List<Element> elements) {
    isBatch = true;
    answers = new @Nullable ByteBuf[elements.size()];
    List<CallState> admitted = new ArrayList<>(elements.size());
    calls = admitted;
    open++; // holds the end back until every call is on its way
    for (int i = 0; i < elements.size(); i++) {
      switch (elements.get(i)) {
        case Call call -> admitted.addAll(admit(call, i));
        case Element.Bad(RpcError error, int idStart, int idEnd) -> {
          recordRefused();
          answers[i] = ErrorReply.write(alloc(), error, body, idStart, idEnd);
        }
      }
    }
    dispatch(admitted);
    open--;
    settleIfDone();
  }

  /// Lets a call in, or answers it at once when its method is denied.
  private List<CallState> admit(Call call, int place) {
    relay.countCall(startNanos);
    CallState state = new CallState(call, relay.rule(call), place);
    open++;
    if (state.rule instanceof Rule.Denied) {
      giveError(state, RpcError.denied(call.method().name()), CallOutcome.REFUSED);
      return List.of();
    }
    return List.of(state);
  }

  // ---- to the nodes

  /// Sends calls on, those that go the same way together.
  private void dispatch(List<CallState> states) {
    if (states.size() <= 1) {
      if (!states.isEmpty()) {
        sendTogether(states);
      }
      return;
    }
    Map<Object, List<CallState>> ways = new LinkedHashMap<>();
    for (CallState state : states) {
      Plan plan = planOf(state);
      List<Node> unsuited = relay.unsuited(plan, state, body);
      Object way = List.of(plan.nodes(), List.copyOf(state.tried), unsuited);
      ways.computeIfAbsent(way, _ -> new ArrayList<>()).add(state);
    }
    ways.values().forEach(this::sendTogether);
  }

  private void sendTogether(List<CallState> states) {
    Plan plan = planOf(states.getFirst());
    switch (relay.way(plan, states, body)) {
      case Relay.Way.Go(Lane lane, boolean permitted) -> sendTo(states, lane, permitted);
      case Relay.Way.Wait wait -> relay.park(this, plan, states, wait);
      case Relay.Way.Hold() -> relay.hold(this, states);
      case Relay.Way.Nowhere() -> states.forEach(state -> giveUp(state, NextStep.Reason.NO_NODE));
    }
  }

  private void sendTo(List<CallState> states, Lane lane, boolean permitted) {
    int most = Math.max(1, lane.node().batch());
    if (states.size() <= most) {
      send(states, lane, permitted);
      return;
    }
    for (int from = 0; from < states.size(); from += most) {
      List<CallState> some = states.subList(from, Math.min(states.size(), from + most));
      // One permit was taken; each further parcel to the same node takes its own, or goes without.
      send(List.copyOf(some), lane, from == 0 ? permitted : lane.state().breaker().tryAcquire());
    }
  }

  /// A node has the head they waited for, or they have waited long enough.
  void resume(List<CallState> states) {
    if (!over) {
      try {
        dispatch(states);
        settleIfDone();
      } catch (OutOfMemoryError none) {
        lose();
      }
    }
  }

  /// Whoever calls here is not the client's own connection, which would end by the error itself.
  private void lose() {
    leave();
    replies.lost();
  }

  private void send(List<CallState> states, Lane lane, boolean permitted) {
    for (int i = 0; i < states.size(); i++) {
      states.get(i).tries(lane.node());
    }
    Parcel parcel =
        isBatch
            ? Parcel.batch(body, states.stream().map(state -> state.call).toList(), alloc())
            : Parcel.single(body, states.getFirst().call, alloc());
    Sending sending =
        new Sending(
            parcel,
            lane,
            permitted,
            deadline(parcel),
            relay.settings().send(),
            relay.settings().loop(),
            this);
    if (sentNanos == 0) {
      sentNanos = sending.startNanos();
    }
    underWay.add(new Leg(sending, states));
    sending.start();
  }

  private long deadline(Parcel parcel) {
    return deadline(parcel.isLong());
  }

  long deadlineOf(CallState state) {
    return deadline(state.call.method().methodClass().isLong());
  }

  private long deadline(boolean isLong) {
    var send = relay.settings().send();
    return startNanos + (isLong ? send.longDeadline() : send.deadline()).toNanos();
  }

  private Plan planOf(CallState state) {
    return relay.plan(state);
  }

  /// The calls of this sending, which is under way; null when it is not.
  private @Nullable List<CallState> travelling(Sending sending, boolean over) {
    for (int i = 0; i < underWay.size(); i++) {
      Leg leg = underWay.get(i);
      if (leg.sending == sending) {
        if (over) {
          underWay.remove(i);
        }
        return leg.states;
      }
    }
    return null;
  }

  @Override
  public @Nullable Lane hedge(Sending sending) {
    List<CallState> states = travelling(sending, false);
    if (states == null || !relay.mayHedge()) {
      return null;
    }
    Lane lane = relay.pickHedge(planOf(states.getFirst()), states, body);
    if (lane != null) {
      relay.spend();
      states.forEach(state -> state.tries(lane.node()));
    }
    return lane;
  }

  // ---- back from the nodes

  @Override
  public @Nullable AnswerSink begins(Sending sending, Lane lane, long length) {
    return over ? null : replies.longAnswer(lane.node(), length, relay.now() - sentNanos);
  }

  @Override
  public void ended(Sending sending, Lane lane, AttemptEnd end) {
    List<CallState> states = travelling(sending, true);
    if (states == null || over) {
      release(end);
      return;
    }
    try {
      take(end, states, sending, lane);
    } catch (OutOfMemoryError none) {
      lose();
    }
  }

  private void take(AttemptEnd end, List<CallState> states, Sending sending, Lane lane) {
    switch (end) {
      case AttemptEnd.Whole(ByteBuf answer, List<@Nullable Answer> parts) -> {
        bySeveral |= isBatch && answeredBy != null && !answeredBy.equals(lane.node());
        answeredBy = lane.node();
        if (sending.askedTwo()) {
          states.forEach(state -> state.ambiguous = true);
        }
        try {
          takeAnswers(sending.parcel(), lane, states, answer, parts);
        } finally {
          answer.release();
        }
      }
      case AttemptEnd.Failed(Outcome outcome) -> afterFailure(states, lane.node(), outcome);
      case AttemptEnd.Streamed(boolean whole) -> afterStream(states.getFirst(), whole);
    }
    settleIfDone();
  }

  /// A sending and the calls that travel with it.
  private record Leg(Sending sending, List<CallState> states) {}

  private static void release(AttemptEnd end) {
    if (end instanceof AttemptEnd.Whole(ByteBuf answer, _)) {
      answer.release();
    }
  }

  private void takeAnswers(
      Parcel parcel,
      Lane lane,
      List<CallState> states,
      ByteBuf answer,
      List<@Nullable Answer> parts) {
    List<CallState> onward = new ArrayList<>(0);
    boolean room = keep(answer);
    for (int i = 0; i < states.size(); i++) {
      CallState state = states.get(i);
      if (!room) {
        step(state, new Outcome.NoRoom(), onward);
        continue;
      }
      Answer part = i < parts.size() ? parts.get(i) : null;
      switch (part) {
        case null -> withoutAnswer(state, onward);
        case Answer.Result result -> takeResult(parcel, state, lane, answer, result, onward);
        case Answer.Error error -> takeError(parcel, state, answer, error, onward);
        case Answer.Malformed(String why) -> step(state, new Outcome.Garbage(why), onward);
      }
    }
    dispatchOnward(onward);
  }

  /// A result that another fit node might better is kept until that one was asked.
  private void takeResult(
      Parcel parcel,
      CallState state,
      Lane lane,
      ByteBuf answer,
      Answer.Result result,
      List<CallState> onward) {
    ByteBuf restored = restored(parcel, answer, result, state);
    String doubt = relay.doubt(state, lane, answer, result, body);
    boolean ofHead = !doubt.isEmpty() && state.head != Quantity.NONE;
    if (ofHead && !state.floorAgain) {
      // A hedge may still be under way where the true head is: that node is asked once more.
      state.floorAgain = true;
      state.tried.removeIf(node -> !node.equals(lane.node()));
    }
    if (!doubt.isEmpty() && relay.anotherFit(planOf(state), state, body)) {
      state.keepFallback(restored, CallOutcome.RESULT);
      step(state, new Outcome.Doubtful(doubt, ofHead), onward);
    } else {
      relay.given(state, lane, answer, result);
      give(state, restored, CallOutcome.RESULT);
    }
  }

  /// Answers of a batch wait for the last of them.
  private boolean keep(ByteBuf answer) {
    if (isBatch && !relay.settings().send().held().take(answer.readableBytes())) {
      return false;
    }
    held += isBatch ? answer.readableBytes() : 0;
    return true;
  }

  private void withoutAnswer(CallState state, List<CallState> onward) {
    if (state.call.notification()) {
      settle(state, CallOutcome.RESULT);
    } else {
      step(state, new Outcome.Garbage("no answer to this call in the batch"), onward);
    }
  }

  private void lacks(Node node, Method method) {
    Lacks known = relay.settings().lacks();
    if (method.known() && !known.hasNot(node, method.name())) {
      relay.settings().send().recorder().lacks(node, method.name());
    }
    known.add(node, method.name());
  }

  private void takeError(
      Parcel parcel, CallState state, ByteBuf answer, Answer.Error error, List<CallState> onward) {
    ErrorKind kind = NodeErrors.classify(error.code(), error.message());
    boolean transaction = state.call.method().methodClass().rawTransaction();
    boolean perhapsOurs = (state.ambiguous || state.limited) && transaction;
    if (error.code() == METHOD_NOT_FOUND && answeredBy != null) {
      lacks(answeredBy, state.call.method());
    }
    // Of invalid params a node speaks in the client's own words.
    if (answeredBy != null && kind.lacksBlock() && error.code() != INVALID_PARAMS) {
      relay.lacks(answeredBy, state, kind, body);
    }
    // "Nothing of that hash here" says more than that another node does not serve the method.
    if (!(kind.elsewhere() && state.hasResult())) {
      state.keepFallback(restored(parcel, answer, error, state), CallOutcome.NODE_ERROR);
    }
    // A node that gave up on a transaction, or broke over it, may have passed it on before.
    state.ambiguous |= transaction && (kind == ErrorKind.TIMED_OUT || kind == ErrorKind.NODE_FAULT);
    if (perhapsOurs && kind == ErrorKind.TRANSACTION_KNOWN) {
      giveHash(state);
    } else if (perhapsOurs && kind == ErrorKind.NONCE_TOO_LOW) {
      askForTransaction(state);
    } else {
      step(state, new Outcome.NodeError(kind), onward);
    }
  }

  private ByteBuf restored(Parcel parcel, ByteBuf answer, Answer part, CallState state) {
    boolean nameless = part instanceof Answer.Error error && error.isNameless(answer);
    if (parcel.rewritten() || nameless) {
      return IdRewrite.restored(alloc(), answer, part, body, state.call);
    }
    return switch (part) {
      case Answer.Result result -> IdRewrite.untouched(answer, result.start(), result.end());
      case Answer.Error error -> IdRewrite.untouched(answer, error.start(), error.end());
      case Answer.Malformed _ -> Unpooled.EMPTY_BUFFER;
    };
  }

  private void afterFailure(List<CallState> states, Node node, Outcome outcome) {
    List<CallState> onward = new ArrayList<>(states.size());
    boolean mayHaveActed =
        outcome instanceof Outcome.Lost
            || outcome instanceof Outcome.Garbage
            || outcome instanceof Outcome.DeadlinePassed;
    for (CallState state : states) {
      if (mayHaveActed && state.call.method().methodClass().rawTransaction() && !state.ambiguous) {
        relay.settings().send().recorder().transactionAmbiguous(relay.settings().chain());
      }
      state.ambiguous |= mayHaveActed;
      state.limited |= outcome instanceof Outcome.RateLimited;
      state.failed(node + ": " + Outcome.why(outcome));
      step(state, outcome, onward);
    }
    dispatchOnward(onward);
  }

  private void dispatchOnward(List<CallState> onward) {
    if (!onward.isEmpty()) {
      dispatch(onward);
    }
  }

  /// What follows for one call; those that go on are gathered, so that they travel together again.
  private void step(CallState state, Outcome outcome, List<CallState> onward) {
    MethodClass c = state.call.method().methodClass();
    NextStep next = relay.after(c, planOf(state), state, outcome, body);
    boolean onwards = next instanceof NextStep.TryNext || next instanceof NextStep.TryAgain;
    if (onwards && relay.now() - deadlineOf(state) >= 0) {
      giveUp(state, NextStep.Reason.DEADLINE);
      return;
    }
    switch (next) {
      case NextStep.Reply() -> reply(state);
      case NextStep.TryNext(boolean spends) -> {
        if (spends) {
          relay.spend();
        }
        state.moved |= outcome instanceof Outcome.Lost || outcome instanceof Outcome.Garbage;
        onward.add(state);
      }
      case NextStep.TryAgain(boolean spends) -> {
        if (spends) {
          relay.spend();
        }
        state.againUsed = true;
        state.tried.clear();
        onward.add(state);
      }
      case NextStep.GiveUp(NextStep.Reason reason) -> giveUp(state, reason);
    }
  }

  private void reply(CallState state) {
    ByteBuf answer = state.takeFallback();
    if (answer != null) {
      giveFallback(state, answer);
    } else {
      giveUp(state, NextStep.Reason.NO_NODE);
    }
  }

  /// A node's own word from earlier says more than ours.
  private void giveUp(CallState state, NextStep.Reason reason) {
    ByteBuf answer = state.takeFallback();
    if (answer != null && reason != NextStep.Reason.UNKNOWN_FATE) {
      giveFallback(state, answer);
      return;
    }
    if (answer != null) {
      answer.release();
    }
    giveError(state, errorOf(state, reason), outcomeOf(reason));
  }

  private RpcError errorOf(CallState state, NextStep.Reason reason) {
    String chain = relay.settings().chain().name();
    String id = relay.settings().ids().next();
    boolean transaction = state.call.method().methodClass().rawTransaction();
    return switch (reason) {
      case NO_NODE ->
          transaction && state.ambiguous
              ? RpcError.unavailableAfterSending(
                  chain, relay.whyNone(state), RETRY_AFTER_MILLIS, id)
              : RpcError.unavailable(chain, relay.whyNone(state), RETRY_AFTER_MILLIS, id);
      case NO_ROOM ->
          RpcError.unavailable(
              chain, "too many long answers are under way at once", RETRY_AFTER_MILLIS, id);
      case DEADLINE -> RpcError.timeout(chain, id, transaction);
      case UNKNOWN_FATE -> RpcError.unknownFate(chain, id);
    };
  }

  private void giveFallback(CallState state, ByteBuf answer) {
    if (state.belowFloor) {
      relay.regressed(state);
    }
    give(state, answer, state.fallbackOutcome);
  }

  private static CallOutcome outcomeOf(NextStep.Reason reason) {
    return switch (reason) {
      case NO_NODE, NO_ROOM -> CallOutcome.UNAVAILABLE;
      case DEADLINE -> CallOutcome.TIMEOUT;
      case UNKNOWN_FATE -> CallOutcome.UNKNOWN_FATE;
    };
  }

  // ---- transactions whose fate was unknown

  /// Another node has the very bytes: the lost attempt had reached the network.
  private void giveHash(CallState state) {
    String hash = hashOf(state);
    if (hash == null) {
      reply(state);
      return;
    }
    ByteBuf id =
        body.slice(
            body.readerIndex() + state.call.idStart(), state.call.idEnd() - state.call.idStart());
    ByteBuf out = alloc().buffer(128 + id.readableBytes());
    ByteBufUtil.writeAscii(out, "{\"jsonrpc\":\"2.0\",\"id\":");
    out.writeBytes(id);
    ByteBufUtil.writeAscii(out, ",\"result\":\"" + hash + "\"}");
    state.dropFallback();
    give(state, out, CallOutcome.RESULT);
  }

  private @Nullable String hashOf(CallState state) {
    byte[] raw = Params.rawTransaction(body, state.call);
    try {
      return raw.length == 0 || state.call.notification() ? null : TransactionHash.of(raw);
    } catch (IllegalArgumentException _) {
      return null; // no transaction after all: the node's own word stands
    }
  }

  /// The nonce may have been used by this very transaction: it was, if a node knows its hash.
  private void askForTransaction(CallState state) {
    String hash = hashOf(state);
    if (hash == null) {
      reply(state);
      return;
    }
    TransactionQuestion.ask(
        relay,
        hash,
        deadlineOf(state),
        new TransactionQuestion.Asker() {
          @Override
          public boolean waits() {
            return !over;
          }

          @Override
          public void told(boolean known) {
            if (!over) {
              try {
                settleTransaction(state, known);
              } catch (OutOfMemoryError none) {
                lose();
              }
            }
          }
        });
  }

  private void settleTransaction(CallState state, boolean known) {
    if (known) {
      giveHash(state);
    } else {
      reply(state);
    }
    settleIfDone();
  }

  // ---- endings

  private void give(CallState state, ByteBuf answer, CallOutcome outcome) {
    answers[state.place] = answer;
    settle(state, outcome);
  }

  private void giveError(CallState state, RpcError error, CallOutcome outcome) {
    if (!state.call.notification()) {
      answers[state.place] =
          ErrorReply.write(alloc(), error, body, state.call.idStart(), state.call.idEnd());
    }
    if (!isBatch) {
      singleStatus = error.httpStatus();
      answeredBy = null;
    }
    settle(state, outcome);
  }

  private void settle(CallState state, CallOutcome outcome) {
    state.dropFallback();
    state.settled = true;
    open--;
    long now = relay.now();
    nodeNanos = sentNanos == 0 ? 0 : now - sentNanos;
    record(state.call.method(), outcome, now);
  }

  private void afterStream(CallState state, boolean whole) {
    settle(state, whole ? CallOutcome.RESULT : CallOutcome.CUT);
    close();
  }

  private void settleIfDone() {
    if (open == 0 && !over) {
      finish();
    }
  }

  private void finish() {
    if (!isBatch) {
      ByteBuf answer = answers[0];
      answers[0] = null;
      answerWith(singleStatus, answer, answeredBy);
    } else {
      answerWith(200, join(), bySeveral ? null : answeredBy);
    }
  }

  /// The answers in the order of the calls; null when there is nothing to say.
  private @Nullable ByteBuf join() {
    int length = 2;
    for (ByteBuf answer : answers) {
      length += answer == null ? 0 : answer.readableBytes() + 1;
    }
    if (length == 2) {
      return null;
    }
    ByteBuf out = alloc().buffer(length).writeByte('[');
    for (ByteBuf answer : answers) {
      if (answer != null) {
        if (out.readableBytes() > 1) {
          out.writeByte(',');
        }
        out.writeBytes(answer, answer.readerIndex(), answer.readableBytes());
      }
    }
    return out.writeByte(']');
  }

  private void answerWith(int status, @Nullable ByteBuf answer, @Nullable Node node) {
    close();
    if (answer == null) {
      replies.nothing();
    } else {
      replies.whole(status, answer, node, nodeNanos);
    }
  }

  private void close() {
    over = true;
    relay.forget(this);
    relay.settings().send().held().give(held);
    held = 0;
    if (!underWay.isEmpty()) {
      List<Leg> left = List.copyOf(underWay);
      underWay.clear();
      left.forEach(leg -> leg.sending.leave());
    }
    for (int i = 0; i < answers.length; i++) {
      ByteBuf answer = answers[i];
      if (answer != null) {
        answer.release();
        answers[i] = null;
      }
    }
    calls.forEach(CallState::dropFallback);
    body.release();
  }

  private void recordRefused() {
    record(MethodTable.named(""), CallOutcome.REFUSED, relay.now());
  }

  private void record(Method method, CallOutcome outcome, long now) {
    RelaySettings settings = relay.settings();
    settings
        .recorder()
        .call(settings.chain(), method, transport, outcome, now - startNanos, nodeNanos);
  }

  private ByteBufAllocator alloc() {
    return Loops.ALLOCATOR;
  }
}
