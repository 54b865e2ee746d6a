package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LateFlushTest {
  private final LocalAddress here = new LocalAddress(LateFlushTest.class);

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

  /// What came from each connection.
  private final ConcurrentMap<Object, String> came = new ConcurrentHashMap<>();

  @BeforeEach
  void listen() throws InterruptedException {
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Reader());
              }
            })
        .bind(here)
        .sync();
  }

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      String text = bytes.toString(StandardCharsets.US_ASCII);
      came.merge(ctx.channel().remoteAddress(), text, String::concat);
      bytes.release();
    }
  }

  private Channel connection() throws InterruptedException {
    return new Bootstrap()
        .group(loop)
        .channel(LocalChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                LateFlush.on(channel);
              }
            })
        .connect(here)
        .sync()
        .channel();
  }

  private static ChannelFuture send(Channel channel, String text) {
    return channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private <T> T inOneTurn(Callable<T> what) throws Exception {
    return loop.submit(what).get();
  }

  private String cameFrom(Channel channel) throws Exception {
    // The reader's turn comes behind whatever is queued already.
    inOneTurn(() -> "");
    return came.getOrDefault(channel.localAddress(), "");
  }

  @Test
  void writes_of_a_turn_leave_at_its_end_and_those_of_the_next_at_its_end() throws Exception {
    Channel one = connection();
    Channel other = connection();
    for (int turn = 0; turn < 3; turn++) {
      List<ChannelFuture> sent =
          inOneTurn(() -> {
            List<ChannelFuture> all = List.of(send(one, "a"), send(other, "b"), send(one, "c"));
            assertTrue(all.stream().noneMatch(ChannelFuture::isDone));
            return all;
          });
      for (ChannelFuture each : sent) {
        each.sync();
      }
    }
    assertEquals("acacac", cameFrom(one));
    assertEquals("bbb", cameFrom(other));
  }

  @Test
  void what_is_written_because_something_left_leaves_too() throws Exception {
    Channel one = connection();
    Channel other = connection();
    List<ChannelFuture> then = new ArrayList<>();
    inOneTurn(() -> send(one, "a").addListener(_ -> then.add(send(other, "b")))).sync();
    inOneTurn(then::getFirst).sync();
    assertEquals("a", cameFrom(one));
    assertEquals("b", cameFrom(other));
  }

  @Test
  void a_close_sends_first_what_waits() throws Exception {
    Channel channel = connection();
    ChannelFuture sent =
        inOneTurn(() -> {
          ChannelFuture write = send(channel, "a");
          channel.close();
          return write;
        });
    assertTrue(sent.await().isSuccess(), () -> "" + sent.cause());
    channel.closeFuture().sync();
  }

  @Test
  void what_is_large_leaves_at_once_and_behind_what_waits() throws Exception {
    Channel channel = connection();
    String large = "x".repeat(LateFlush.LARGE);
    ChannelFuture last =
        inOneTurn(() -> {
          ChannelFuture first = send(channel, "a");
          ChannelFuture second = send(channel, large);
          assertTrue(first.isSuccess() && second.isSuccess());
          ChannelFuture third = send(channel, "b");
          assertTrue(!third.isDone());
          return third;
        });
    last.sync();
    assertEquals("a" + large + "b", cameFrom(channel));
  }

  @Test
  void so_many_that_the_first_would_wait_long_leave_at_once() throws Exception {
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < LateFlush.MOST; i++) {
      channels.add(connection());
    }
    inOneTurn(() -> {
      List<ChannelFuture> sent = new ArrayList<>();
      for (Channel each : channels.subList(1, channels.size())) {
        sent.add(send(each, "a"));
      }
      assertTrue(sent.stream().noneMatch(ChannelFuture::isDone));
      sent.add(send(channels.getFirst(), "a"));
      assertTrue(sent.stream().allMatch(ChannelFuture::isSuccess));
      return "";
    });
  }
}
