package dev.headgate.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Queue;

/// Lets the small writes of a turn of the event loop leave together at the turn's end, for all
/// connections of the loop. One for each connection, nearest to its socket.
///
/// A node or client that sleeps is woken by the first bytes it gets, and sleeps again before the
/// next come when each call's bytes leave alone. What comes in a row finds it awake: under
/// saturation nodes and clients are woken half as often, and waking them was a tenth of a call's
/// cost (`bench/experiments.md`).
///
/// What is large, what a close would lose, and what [#MOST] connections have, leaves at once.
/// Nothing is reordered.
public final class LateFlush extends ChannelOutboundHandlerAdapter {
  /// So many connections wait at most, so that the first of them does not wait for long. With 8 a
  /// third of the gain was lost, 128 brought no more.
  static final int MOST = 32;

  /// Bytes from which a write leaves at once: parts of long answers, whose sender watches over what
  /// was taken.
  static final int LARGE = 8 * 1024;

  private static final FastThreadLocal<Turn> TURNS =
      new FastThreadLocal<>() {
        @Override
        protected Turn initialValue() {
          return new Turn();
        }
      };

  private boolean waiting;

  private LateFlush() {}

  /// Puts one in front of whatever the channel's pipeline has.
  public static void on(Channel channel) {
    channel.pipeline().addFirst("flush", new LateFlush());
  }

  /// The connections of one loop that have something to send.
  private static final class Turn implements Runnable {
    private final Queue<ChannelHandlerContext> all = new ArrayDeque<>(MOST);
    private boolean due;

    void add(ChannelHandlerContext one, EventLoop loop) {
      if (!due) {
        loop.execute(this);
        due = true;
      }
      all.add(one);
      if (all.size() >= MOST) {
        leave();
      }
    }

    /// Whatever happens to one of them, the next write gets its turn.
    @Override
    public void run() {
      due = false;
      leave();
    }

    /// What is sent may let the next be written, which is sent too.
    private void leave() {
      for (ChannelHandlerContext next = all.poll(); next != null; next = all.poll()) {
        ((LateFlush) next.handler()).leave(next);
      }
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (isLarge(ctx.channel())) {
      waiting = false;
      ctx.flush();
    } else if (!waiting) {
      waiting = true;
      TURNS.get().add(ctx, ctx.channel().eventLoop());
    }
  }

  private static boolean isLarge(Channel channel) {
    ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
    return written == null || written.totalPendingWriteBytes() >= LARGE;
  }

  private void leave(ChannelHandlerContext ctx) {
    if (waiting) {
      waiting = false;
      ctx.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    leave(ctx);
    ctx.close(promise);
  }
}
