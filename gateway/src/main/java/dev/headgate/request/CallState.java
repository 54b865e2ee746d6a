package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.request.decode.BlockPlaces;
import dev.headgate.request.decode.BlockRef;
import dev.headgate.request.decode.Call;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.MethodRules.Rule;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call of a journey has behind it. Changed by its journey alone.
final class CallState {
  final Call call;
  final Rule rule;

  /// The call's place in its batch; 0 for a single one.
  final int place;

  /// The nodes asked in this round.
  final List<Node> tried = new ArrayList<>(2);

  /// The node asked first of all, which decides a transaction's kind of mempool; null before.
  @Nullable Node first;

  private List<String> failures = List.of();

  /// Moved off a dying node once, which is free.
  boolean moved;

  /// Gone through the nodes a second time.
  boolean againUsed;

  /// An attempt may have reached a node without our knowing how it ended there.
  boolean ambiguous;

  /// A node, or what stands before it, took it for one too many. Most likely it went no further,
  /// but a transaction that is known elsewhere then may well be this one.
  boolean limited;

  /// The last node's own error or doubtful result, of the kind that is asked elsewhere: the answer
  /// when nobody does better.
  @Nullable ByteBuf fallback;

  /// What that answer would be.
  CallOutcome fallbackOutcome = CallOutcome.NODE_ERROR;

  /// The block that it asks about, once that was needed.
  @Nullable BlockRef block;

  /// The floor when it was sent last.
  long floor = Floor.NONE;

  /// When it must stop waiting for a node at the floor, in nanoseconds; 0 while it has not waited.
  long waitUntil;

  /// It has waited in vain: the best node serves.
  boolean waitedOut;

  /// It has waited in vain for news of the nodes.
  boolean heldOut;

  /// It waited for this head; [Floor#NONE] when it did not.
  long waitedFor = Floor.NONE;

  /// The head that the latest result told; [Floor#NONE] when it told none.
  long head = Floor.NONE;

  /// What it would fall back on is a head below the floor.
  boolean belowFloor;

  /// For want of another node at the floor, those that were tried were opened again.
  boolean floorAgain;

  /// A head below the floor was counted already.
  boolean regressed;

  /// It has its answer.
  boolean settled;

  CallState(Call call, Rule rule, int place) {
    this.call = call;
    this.rule = rule;
    this.place = place;
  }

  void tries(Node node) {
    tried.add(node);
    if (first == null) {
      first = node;
    }
  }

  void failed(String how) {
    failures = failures.isEmpty() ? new ArrayList<>(2) : failures;
    failures.add(how);
  }

  /// How its attempts failed, for the client's error.
  List<String> failures() {
    return failures;
  }

  void keepFallback(ByteBuf answer, CallOutcome outcome) {
    dropFallback();
    fallback = answer;
    fallbackOutcome = outcome;
  }

  boolean hasResult() {
    return fallback != null && fallbackOutcome == CallOutcome.RESULT;
  }

  @Nullable ByteBuf takeFallback() {
    ByteBuf taken = fallback;
    fallback = null;
    return taken;
  }

  void dropFallback() {
    if (fallback != null) {
      fallback.release();
      fallback = null;
    }
  }

  /// The block that it asks about.
  ///
  /// @param body the request that the call was read from
  BlockRef block(ByteBuf body) {
    BlockRef known = block;
    if (known == null) {
      known = BlockPlaces.of(body, call);
      block = known;
    }
    return known;
  }
}
