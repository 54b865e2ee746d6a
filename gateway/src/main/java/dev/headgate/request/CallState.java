package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.request.decode.Call;
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

  /// The node asked first of all, which decides a transaction's kind of mempool; empty before.
  final List<Node> first = new ArrayList<>(1);

  /// How its attempts failed, for the client's error.
  final List<String> failures = new ArrayList<>(0);

  /// Moved off a dying node once, which is free.
  boolean moved;

  /// Gone through the nodes a second time.
  boolean againUsed;

  /// An attempt may have reached a node without our knowing how it ended there.
  boolean ambiguous;

  /// The last node's own error, of the kind that is asked elsewhere: the answer when nobody does
  /// better.
  @Nullable ByteBuf nodeError;

  /// It has its answer.
  boolean settled;

  CallState(Call call, Rule rule, int place) {
    this.call = call;
    this.rule = rule;
    this.place = place;
  }

  void tries(Node node) {
    tried.add(node);
    if (first.isEmpty()) {
      first.add(node);
    }
  }

  void keepNodeError(ByteBuf error) {
    dropNodeError();
    nodeError = error;
  }

  @Nullable ByteBuf takeNodeError() {
    ByteBuf taken = nodeError;
    nodeError = null;
    return taken;
  }

  void dropNodeError() {
    if (nodeError != null) {
      nodeError.release();
      nodeError = null;
    }
  }
}
