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
    return new LongTransaction();
  }

  /// A transaction may carry more than `hold`; nothing else of that length is said to this
  /// question.
  private final class LongTransaction implements AnswerSink {

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
    public void finish() {
      asker.told(true);
    }

    @Override
    public void cut() {
      asker.told(false);
    }
  }
}
