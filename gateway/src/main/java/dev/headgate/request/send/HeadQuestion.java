package dev.headgate.request.send;

import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.AnswerReader;
import dev.headgate.request.decode.Quantity;
import dev.headgate.wire.Exchange;
import dev.headgate.wire.Failure;
import dev.headgate.wire.NodeConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The gateway's own question for a node's head, because a call waits for a node that has one. One
/// is under way per node, whatever the number of calls and loops. It tells nothing of the node's
/// health: that is what probes and calls are for.
public final class HeadQuestion implements Exchange {
  private static final byte[] BODY =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}"
          .getBytes(StandardCharsets.US_ASCII);

  /// Until the next one may be asked on another connection.
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final int MOST_BYTES = 4096;
  private static final int DEPTH = 16;

  /// Told the end of it, on the event loop.
  @FunctionalInterface
  public interface Asker {

    /// It is over.
    ///
    /// @param head the node's head; [Quantity#NONE] when it did not say
    void told(Lane lane, long head);
  }

  private final Lane lane;
  private final Asker asker;
  private final ByteBuf collected = Unpooled.buffer(128, MOST_BYTES);
  private @Nullable NodeConnection connection;
  private boolean over;

  private HeadQuestion(Lane lane, Asker asker) {
    this.lane = lane;
    this.asker = asker;
  }

  /// Asks, unless a question to the node is under way.
  ///
  /// @param loop the lane's
  public static void ask(Lane lane, EventLoop loop, Asker asker) {
    if (lane.state().mayAskHead()) {
      HeadQuestion question = new HeadQuestion(lane, asker);
      lane.pool().submit(question);
      loop.schedule(question::giveUp, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public ByteBuf body() {
    return Unpooled.wrappedBuffer(BODY);
  }

  @Override
  public void sent(NodeConnection on) {
    connection = on;
  }

  @Override
  public void head(int status, long length, boolean encoded) {
    if (status != 200 || encoded) {
      giveUp();
    }
  }

  @Override
  public void content(ByteBuf part) {
    if (over || collected.readableBytes() + part.readableBytes() > MOST_BYTES) {
      giveUp();
    } else {
      collected.writeBytes(part);
    }
    part.release();
  }

  @Override
  public void end() {
    connection = null;
    Answer answer = AnswerReader.single(collected, DEPTH);
    finish(answer instanceof Answer.Result result ? Quantity.of(collected, result) : Quantity.NONE);
  }

  @Override
  public void failed(Failure failure) {
    connection = null;
    finish(Quantity.NONE);
  }

  @Override
  public boolean movable() {
    return true;
  }

  private void giveUp() {
    if (over) {
      return;
    }
    NodeConnection on = connection;
    if (on == null) {
      lane.pool().withdraw(this);
    } else {
      connection = null;
      on.abandon();
    }
    finish(Quantity.NONE);
  }

  private void finish(long head) {
    if (!over) {
      over = true;
      lane.state().headAsked();
      asker.told(lane, head);
    }
  }
}
