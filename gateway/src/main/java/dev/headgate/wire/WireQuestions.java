package dev.headgate.wire;

import dev.headgate.chain.Node;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// [Questions] over connections of their own, so that no probe waits behind calls.
public final class WireQuestions implements Questions, Inquiries {
  private static final int MOST_CONNECTIONS = 4;
  private static final int MOST_BYTES = 8 << 20;

  private final EventLoop loop;
  private final Wire wire;
  private final Map<Wire.Key, NodePool> pools = new ConcurrentHashMap<>();

  /// Questions to these nodes, all of which the wire has.
  public WireQuestions(Wire wire, Collection<Node> nodes) {
    this.wire = wire;
    loop = wire.loops().all().getFirst();
    nodes.forEach(this::open);
  }

  /// One more node, which the wire has.
  public void open(Node node) {
    pools.put(Wire.Key.of(node), wire.pool(loop, node, MOST_CONNECTIONS));
  }

  /// The node has other settings from now on, which the wire has adopted.
  public void adopt(Node changed) {
    NodePool pool = pools.get(Wire.Key.of(changed));
    Dial dial = wire.dial(changed);
    if (pool != null && dial != null) {
      loop.execute(() -> pool.adopt(changed, dial, MOST_CONNECTIONS));
    }
  }

  /// The node is left: questions under way end as they would.
  public void retire(Node node) {
    NodePool left = pools.remove(Wire.Key.of(node));
    if (left != null) {
      loop.execute(left::retire);
    }
  }

  @Override
  public byte[] ask(Node node, byte[] body, Duration timeout) throws IOException {
    return answered(node, body, timeout).bytes();
  }

  @Override
  public Answered inquire(Node node, byte[] body, Duration timeout) throws IOException {
    Question question = answered(node, body, timeout);
    return new Answered(
        new String(question.bytes(), StandardCharsets.UTF_8), question.date, question.reused);
  }

  private Question answered(Node node, byte[] body, Duration timeout) throws IOException {
    NodePool pool = pools.get(Wire.Key.of(node));
    if (pool == null) {
      throw new IOException("it is no longer in the configuration");
    }
    Question question = new Question(body);
    loop.execute(() -> pool.submit(question));
    try {
      question.whole.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return question;
    } catch (TimeoutException e) {
      loop.execute(() -> question.giveUp(pool));
      throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw told(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      loop.execute(() -> question.giveUp(pool));
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static IOException told(Throwable cause) {
    IOException told =
        cause instanceof ConnectException
            ? new ConnectException(cause.getMessage())
            : new IOException(cause.getMessage());
    told.initCause(cause);
    return told;
  }

  private static final class Question implements Exchange.Dated {
    private final byte[] body;
    private final CompletableFuture<Boolean> whole = new CompletableFuture<>();
    private final ByteBuf collected = Unpooled.buffer();
    private @Nullable NodeConnection connection;
    private boolean over;
    private boolean reused;
    private Optional<String> date = Optional.empty();

    Question(byte[] body) {
      this.body = body;
    }

    @Override
    public ByteBuf body() {
      return Unpooled.wrappedBuffer(body);
    }

    @Override
    public void sent(NodeConnection on) {
      connection = on;
      reused = on.usedBefore();
    }

    @Override
    public void date(String text) {
      date = Optional.of(text);
    }

    /// Of the whole answer.
    byte[] bytes() {
      return ByteBufUtil.getBytes(collected);
    }

    @Override
    public void head(int status, long length, boolean encoded) {
      if (status != 200) {
        end("HTTP status " + status);
      } else if (encoded) {
        end("an encoded answer, which was not asked for");
      }
    }

    @Override
    public void content(ByteBuf part) {
      if (collected.readableBytes() + part.readableBytes() > MOST_BYTES) {
        end("an answer over " + (MOST_BYTES >> 20) + " MiB");
      } else if (!over) {
        collected.writeBytes(part);
      }
      part.release();
    }

    @Override
    public void end() {
      whole.complete(true);
    }

    @Override
    public void failed(Failure failure) {
      whole.completeExceptionally(
          failure.kind() == Failure.Kind.REFUSED
              ? new ConnectException(failure.why())
              : new IOException(failure.why()));
    }

    @Override
    public boolean movable() {
      return true;
    }

    private void end(String why) {
      over = true;
      whole.completeExceptionally(new IOException(why));
      if (connection != null) {
        connection.abandon();
      }
    }

    void giveUp(NodePool pool) {
      if (!whole.isDone() && !pool.withdraw(this) && connection != null) {
        over = true;
        connection.abandon();
      }
    }
  }
}
