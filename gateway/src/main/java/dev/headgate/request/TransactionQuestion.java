package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.decode.Request;
import dev.headgate.request.plan.MethodRules.Rule;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.send.AnswerSink;
import dev.headgate.request.send.AttemptEnd;
import dev.headgate.request.send.Lane;
import dev.headgate.request.send.Parcel;
import dev.headgate.request.send.Sending;
import dev.headgate.wire.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gateway's own question whether a node knows a transaction. One fit node after the other is
/// asked, best first, until one does: a node that was behind the lost one does not know yet what
/// its neighbour may have in its pool. It is no client's call: it passes whatever the rules deny to
/// clients, and shows in the metrics as attempts alone. Lives on its relay's event loop; ends once.
final class TransactionQuestion implements Sending.Customer {
  /// So many nodes are asked at most.
  static final int MOST_NODES = 4;

  private static final ReadLimits LIMITS = new ReadLimits(4, 1);

  /// Who wants to know.
  interface Asker {

    /// Whether the answer is still of use.
    boolean waits();

    /// Told once.
    ///
    /// @param known whether a node knows it; false also when none said anything in time
    void told(boolean known);
  }

  private final Relay relay;
  private final ByteBuf question;
  private final CallState state;
  private final long deadlineNanos;
  private final Asker asker;
  private int asked;

  private TransactionQuestion(
      Relay relay, ByteBuf question, Call call, long deadlineNanos, Asker asker) {
    this.relay = relay;
    this.question = question;
    this.deadlineNanos = deadlineNanos;
    this.asker = asker;
    Rule rule = relay.rule(call);
    state = new CallState(call, rule instanceof Rule.Denied ? new Rule.Free() : rule, 0);
  }

  /// Asks.
  ///
  /// @param hash of the transaction, as JSON-RPC spells it, without quotes
  /// @param deadlineNanos of the call that the question is about: no node is asked later, and none
  ///   is waited for any longer
  static void ask(Relay relay, String hash, long deadlineNanos, Asker asker) {
    ByteBuf text =
        ByteBufUtil.writeAscii(
            Loops.ALLOCATOR,
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getTransactionByHash\",\"params\":[\""
                + hash
                + "\"]}");
    if (CallReader.read(text, LIMITS) instanceof Request.Single(Call call)) {
      new TransactionQuestion(relay, text, call, deadlineNanos, asker).next();
    } else {
      throw new IllegalStateException("the question is no call");
    }
  }

  private void next() {
    // It asks for no head, so that it never has to wait for one.
    if (mayGoOn()
        && relay.way(nodes(), List.of(state), question)
            instanceof Relay.Way.Go(Lane lane, boolean permitted)) {
      ask(lane, permitted);
    } else {
      end(false);
    }
  }

  private void ask(Lane lane, boolean permitted) {
    // The first node's word decides most of them; what goes beyond is a retry like others, but the
    // fate of somebody's money is worth it when the budget is spent, too.
    if (asked++ > 0 && relay.mayHedge()) {
      relay.spend();
    }
    state.tries(lane.node());
    new Sending(
            Parcel.single(question, state.call, Loops.ALLOCATOR),
            lane,
            permitted,
            deadlineNanos,
            relay.settings().send().unhedged(),
            relay.settings().loop(),
            this)
        .start();
  }

  private boolean mayGoOn() {
    return asked < MOST_NODES && asker.waits() && relay.now() - deadlineNanos < 0;
  }

  /// The fit nodes; where none is, the first to serve all the same.
  private Plan nodes() {
    Plan plan = relay.plan(state);
    List<Node> fit = plan.nodes().subList(0, plan.fit());
    return asked == 0 ? plan : new Plan(fit, plan.fit());
  }

  /// A second node beside the first would be told nothing that a second one after it is not.
  @Override
  public @Nullable Lane hedge(Sending sending) {
    return null;
  }

  @Override
  public void ended(Sending sending, Lane lane, AttemptEnd end) {
    boolean known =
        switch (end) {
          case AttemptEnd.Whole(ByteBuf answer, List<@Nullable Answer> parts) ->
              taken(answer, parts.getFirst());
          case AttemptEnd.Failed _ -> false;
          // More than `hold`: nothing else of that length is said to this question.
          case AttemptEnd.Streamed(boolean whole) -> whole;
        };
    if (known) {
      end(true);
    } else {
      next();
    }
  }

  private static boolean taken(ByteBuf answer, @Nullable Answer part) {
    boolean known =
        part instanceof Answer.Result result
            && answer.getByte(answer.readerIndex() + result.resultStart()) == '{';
    answer.release();
    return known;
  }

  private void end(boolean known) {
    question.release();
    asker.told(known);
  }

  @Override
  public @Nullable AnswerSink begins(Sending sending, Lane lane, long length) {
    return new Dropped();
  }

  /// A long transaction: that it is there is all that was asked.
  private static final class Dropped implements AnswerSink {

    @Override
    public void write(ByteBuf part) {
      part.release();
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable resume) {
      resume.run();
    }

    @Override
    public void finish() {}

    @Override
    public void cut() {}
  }
}
