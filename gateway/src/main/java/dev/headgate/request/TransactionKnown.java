package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.AnswerReader;
import dev.headgate.request.send.AnswerSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The gateway's own question whether a node knows a transaction, asked the way a client would ask
/// it.
final class TransactionKnown implements Replies {
  private static final int DEPTH = 64;

  /// Told the answer once.
  interface Asker {
    void told(boolean known);
  }

  private final Asker asker;

  TransactionKnown(Asker asker) {
    this.asker = asker;
  }

  @Override
  public void whole(int httpStatus, ByteBuf body, @Nullable Node node, long nodeNanos) {
    boolean known =
        AnswerReader.single(body, DEPTH) instanceof Answer.Result result
            && body.getByte(body.readerIndex() + result.resultStart()) == '{';
    body.release();
    asker.told(known);
  }

  @Override
  public void nothing() {
    asker.told(false);
  }

  @Override
  public @Nullable AnswerSink longAnswer(Node node, long length, long nodeNanos) {
    return null; // no transaction is so long; the attempt ends, and the client's call with its
    // node's own error
  }
}
