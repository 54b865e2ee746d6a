package dev.headgate.wire;

import dev.headgate.chain.Node;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// The WebSocket to one node: connected while somebody is subscribed, and again after each loss.
/// Everything but [#subscribe] and [#close] happens on its event loop.
final class NodeSocket {
  /// So many notifications may come before the answer that names their subscription.
  private static final int EARLY = 64;

  private final URI uri;
  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final Peer peer;
  private final EventLoop loop;
  private final AddressResolver<InetSocketAddress> resolver;
  private final Bootstrap bootstrap;
  private final SocketSettings settings;
  private final DoubleSupplier dice;
  private final Set<Subscriber> subscribers = new LinkedHashSet<>();
  private final Map<Long, Consumer<SocketMessage.Answer>> asked = new HashMap<>();
  private final Map<String, Subscriber> bySubscription = new HashMap<>();
  private final List<SocketMessage.News> early = new ArrayList<>();
  private @Nullable SocketConnection connection;
  private Backoff backoff = Backoff.NONE;
  private long nextId = 1;

  /// Whether a connection stands, its handshake done.
  private boolean open;

  /// Whether a connection is being made, or will be after a pause.
  private boolean coming;

  private boolean closed;

  /// A socket that is not connected yet.
  ///
  /// @param node one with a `ws` address
  /// @param bootstrap makes channels on `loop`, and resolves no names
  /// @param dice gives numbers from 0 to 1
  NodeSocket(
      Node node,
      EventLoop loop,
      Bootstrap bootstrap,
      AddressResolver<InetSocketAddress> resolver,
      SocketSettings settings,
      DoubleSupplier dice) {
    this.uri = Objects.requireNonNull(node.ws());
    node.headers().forEach(headers::add);
    this.peer = Peer.of(uri);
    this.loop = loop;
    this.resolver = resolver;
    this.settings = settings;
    this.dice = dice;
    this.bootstrap =
        bootstrap
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) NodePool.CONNECT_TIMEOUT.toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    peer.secure(channel, NodePool.TLS_TIMEOUT);
                    connection = SocketConnection.on(channel, handshaker(), settings, new Turn());
                  }
                });
  }

  private WebSocketClientHandshaker handshaker() {
    // No Origin: geth takes one only from hosts that it was told of.
    return WebSocketClientHandshakerFactory.newHandshaker(
        uri,
        WebSocketVersion.V13,
        null,
        false,
        headers,
        settings.message(),
        true,
        false,
        settings.handshake().toMillis(),
        false,
        false);
  }

  /// As [Sockets#subscribe]. From any thread.
  Subscription subscribe(String params, SocketListener listener) {
    Subscriber subscriber = new Subscriber(params, listener);
    onLoop(() -> add(subscriber));
    return subscriber;
  }

  /// Ends the connection; nobody is told anything more. From any thread.
  void close() {
    onLoop(() -> {
      closed = true;
      subscribers.clear();
      if (connection != null) {
        connection.leave("closed");
      }
    });
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  private void add(Subscriber subscriber) {
    if (closed) {
      return;
    }
    subscribers.add(subscriber);
    if (open) {
      ask(subscriber);
    } else if (!coming) {
      dial();
    }
  }

  private void dial() {
    coming = true;
    resolver
        .resolve(peer.address())
        .addListener((Future<InetSocketAddress> found) -> {
          if (found.isSuccess()) {
            connect(found.getNow());
          } else {
            lost(Reasons.ofConnect(found.cause()));
          }
        });
  }

  /// Registers and connects in one turn of the loop, for the reason that stands at [NodePool].
  private void connect(InetSocketAddress address) {
    if (closed || subscribers.isEmpty()) {
      coming = false;
      return;
    }
    ChannelFuture registered = bootstrap.register();
    SocketConnection made = connection;
    if (made == null) { // no more file descriptors, say
      lost("no connection");
      return;
    }
    registered
        .channel()
        .connect(address)
        .addListener(result -> {
          if (result.isSuccess()) {
            afterTls(registered.channel(), made);
          } else {
            NodeNames.failed(resolver, address);
            made.end(Reasons.ofConnect(result.cause()));
          }
        });
  }

  /// A TLS handshake that fails is told to the connection by the pipeline.
  private static void afterTls(Channel channel, SocketConnection made) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      made.shake();
    } else {
      tls.handshakeFuture()
          .addListener(shaken -> {
            if (shaken.isSuccess()) {
              made.shake();
            } else {
              made.end(Reasons.ofConnect(shaken.cause()));
            }
          });
    }
  }

  /// What one connection tells; a connection that was left says nothing more.
  private final class Turn implements SocketConnection.Owner {
    @Override
    public void opened() {
      open = true;
      coming = false;
      SocketConnection mine = connection;
      later(settings.steady(), () -> backoff = open && mine == connection ? Backoff.NONE : backoff);
      List.copyOf(subscribers).forEach(NodeSocket.this::ask);
    }

    @Override
    public void said(SocketMessage message) {
      switch (message) {
        case SocketMessage.Answer answer -> answered(answer);
        case SocketMessage.News news -> told(news);
        case SocketMessage.Other _ -> {
          // Nobody asked.
        }
      }
    }

    @Override
    public void ended(String why) {
      lost(why);
    }
  }

  private void answered(SocketMessage.Answer answer) {
    Consumer<SocketMessage.Answer> asker = asked.remove(answer.id());
    if (asker != null) {
      asker.accept(answer);
    }
    if (asked.isEmpty()) {
      early.clear();
    }
  }

  private void told(SocketMessage.News news) {
    Subscriber subscriber = bySubscription.get(news.subscription());
    if (subscriber != null) {
      subscriber.listener.notified(news.result());
    } else if (!asked.isEmpty() && early.size() < EARLY) {
      early.add(news);
    }
  }

  private void ask(Subscriber subscriber) {
    long id = call("eth_subscribe", subscriber.params);
    asked.put(id, answer -> subscribed(subscriber, answer));
    later(
        settings.answer(),
        () -> {
          if (asked.containsKey(id) && connection != null) {
            connection.end(
                "no answer to eth_subscribe within " + settings.answer().toMillis() + " ms");
          }
        });
  }

  private long call(String method, String params) {
    long id = nextId++;
    if (connection != null) {
      connection.send(
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
              .formatted(id, method, params));
    }
    return id;
  }

  private void subscribed(Subscriber subscriber, SocketMessage.Answer answer) {
    if (answer.error().isPresent() || answer.text().isEmpty()) {
      refused(subscriber, answer);
      return;
    }
    String id = answer.text().get();
    if (!subscribers.contains(subscriber)) {
      unsubscribe(id);
      return;
    }
    subscriber.id = id;
    subscriber.isLost = false;
    bySubscription.put(id, subscriber);
    subscriber.listener.subscribed();
    List<SocketMessage.News> waited =
        early.stream().filter(news -> news.subscription().equals(id)).toList();
    early.removeAll(waited);
    waited.forEach(this::told);
  }

  /// The connection is as good as ever for other subscriptions, so it stays.
  private void refused(Subscriber subscriber, SocketMessage.Answer answer) {
    subscriber.lost(
        answer.error().isPresent()
            ? "error " + answer.error().getAsLong() + " to eth_subscribe"
            : "no subscription id to eth_subscribe");
    SocketConnection mine = connection;
    later(
        settings.mostPause(),
        () -> {
          if (open && mine == connection && subscribers.contains(subscriber)) {
            ask(subscriber);
          }
        });
  }

  private void unsubscribe(String id) {
    call("eth_unsubscribe", "[\"" + id.replaceAll("[^0-9A-Za-z_-]", "") + "\"]");
  }

  private void lost(String why) {
    connection = null;
    open = false;
    coming = false;
    asked.clear();
    bySubscription.clear();
    early.clear();
    backoff = backoff.failed();
    List.copyOf(subscribers).forEach(subscriber -> subscriber.lost(why));
    if (!closed && !coming && !subscribers.isEmpty()) {
      coming = true;
      later(backoff.pause(settings, dice.getAsDouble()), this::dialAgain);
    }
  }

  private void dialAgain() {
    coming = false;
    if (!closed && !subscribers.isEmpty()) {
      dial();
    }
  }

  private void later(Duration delay, Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// One who wants to be told.
  private final class Subscriber implements Subscription {
    private final String params;
    private final SocketListener listener;
    private @Nullable String id;
    private boolean isLost;

    Subscriber(String params, SocketListener listener) {
      this.params = params;
      this.listener = listener;
    }

    void lost(String why) {
      id = null;
      if (!isLost) {
        isLost = true;
        listener.lost(why);
      }
    }

    @Override
    public void doubt(String why) {
      onLoop(() -> {
        if (open && connection != null && subscribers.contains(this)) {
          connection.leave(why);
        }
      });
    }

    @Override
    public void end() {
      onLoop(() -> {
        if (!subscribers.remove(this)) {
          return;
        }
        if (id != null && open) {
          bySubscription.remove(id);
          unsubscribe(id);
        }
        if (subscribers.isEmpty() && connection != null) {
          connection.leave("nobody is subscribed");
        }
      });
    }
  }
}
