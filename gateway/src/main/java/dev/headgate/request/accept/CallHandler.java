package dev.headgate.request.accept;

import dev.headgate.chain.Node;
import dev.headgate.config.LimitSettings;
import dev.headgate.request.Journey;
import dev.headgate.request.Transport;
import dev.headgate.request.accept.HttpHeads.Going;
import dev.headgate.request.decode.RpcError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client connection: requests in, one after the other; each goes to its chain's relay when its
/// body is whole.
final class CallHandler extends ChannelInboundHandlerAdapter {
  /// How long a connection that we end may go on sending, so that it reads our last answer before
  /// the reset.
  private static final Duration LINGER = Duration.ofSeconds(1);

  /// In a drain, a connection that was not told of its end by an answer ends when it has been
  /// without a request for so long: who has just got an answer may be writing the next request.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger("headgate.accept");

  private enum State {
    IDLE,
    BODY,
    BUSY,
    CLOSING
  }

  private final AcceptSettings settings;
  private LimitSettings limits;
  private final Channel channel;
  private final Caller caller;
  private final RequestReader reader;
  private final RequestBody body;
  private final ClientClock clock;

  private State state = State.IDLE;
  // Bytes that came while nobody wanted them: at most what one read brought, since the next one
  // waits until they are gone.
  private @Nullable ByteBuf unread;
  private boolean reading;
  private long readNanos;
  private @Nullable RequestHead head;
  private @Nullable Route route;
  private @Nullable RpcError refusal;
  private @Nullable Journey journey;
  private @Nullable Runnable resume;
  private long busySinceNanos;
  private long answered;

  CallHandler(AcceptSettings settings, InetAddress peer, Channel channel) {
    this.settings = settings;
    this.limits = settings.limits();
    this.channel = channel;
    caller = new Caller(settings, peer);
    reader = new RequestReader(new Requests(), limits.head(), caller.isProxy());
    body = new RequestBody(settings.held(), channel.alloc());
    clock = new ClientClock(limits, settings.clock().nanos());
  }

  private void goBy(LimitSettings now) {
    if (!now.equals(limits)) {
      limits = now;
      clock.goBy(now);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    watchLater(clock.glanceNanos());
    if (settings.draining().get()) {
      drain();
    }
    ctx.fireChannelActive();
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (state == State.CLOSING || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    unread = unread == null ? bytes : joined(unread, bytes);
    read();
  }

  private ByteBuf joined(ByteBuf first, ByteBuf second) {
    try {
      ByteBuf both = channel.alloc().buffer(first.readableBytes() + second.readableBytes());
      both.writeBytes(first).writeBytes(second);
      first.release();
      return both;
    } finally {
      second.release();
    }
  }

  /// Reads what is there, as far as it is wanted. An answer that is given at once comes back here:
  /// the reader goes on with the next request then, or a few thousand requests sent ahead would be
  /// as many stack frames.
  private void read() {
    if (reading) {
      return;
    }
    ByteBuf in = unread;
    if (in != null) {
      reading = true;
      readNanos = settings.clock().nanos();
      try {
        reader.read(in);
      } finally {
        reading = false;
      }
      if (!in.isReadable()) {
        dropUnread();
      }
      if (state == State.IDLE && reader.begun()) {
        clock.begun(readNanos);
      }
    }
    readOnOrNot();
  }

  /// What is left is read when the request before it has its answer, and when the client takes the
  /// answers that it has; until then nothing more is read.
  private void readOnOrNot() {
    if (unread != null) {
      channel.config().setAutoRead(false);
    } else if ((state == State.BODY || channel.isWritable()) && !channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  private void dropUnread() {
    ByteBuf in = unread;
    if (in != null && reading) {
      in.skipBytes(in.readableBytes()); // it is given back when the reader comes home
    } else if (in != null) {
      unread = null;
      in.release();
    }
  }

  /// Requests sent ahead are not even begun while their client does not take the answers that it
  /// has.
  private boolean wantsBytes() {
    return state == State.BODY || (state == State.IDLE && channel.isWritable());
  }

  private final class Requests implements RequestReader.Sink {
    @Override
    public boolean open() {
      return wantsBytes();
    }

    @Override
    public void head(RequestHead request) {
      begin(request);
    }

    @Override
    public void content(ByteBuf part) {
      take(part);
    }

    @Override
    public void end() {
      whole();
    }

    @Override
    public void broken(String why) {
      refuseAndClose(RpcError.brokenHttp(why));
    }
  }

  private void begin(RequestHead request) {
    head = request;
    goBy(settings.limits());
    state = State.BODY;
    clock.sendsBody(readNanos);
    body.begin(request.length());
    refusal = request.isPost() ? examine(request) : null;
    if (request.length() > limits.body()) {
      refuseAndClose(RpcError.tooLarge(limits.body()));
    } else if (request.asksFirst() && refusal != null) {
      refuseAndClose(refusal);
    } else if (request.asksFirst()) {
      channel.writeAndFlush(OwnReplies.goOn(channel.alloc()));
    }
  }

  /// Finds the route of a POST; what speaks against it, if anything.
  private @Nullable RpcError examine(RequestHead request) {
    route = settings.routes(channel.eventLoop()).get(request.path());
    if (route == null) {
      return unknownChain(request);
    }
    if (!ContentTypes.json(request.contentType())) {
      return RpcError.wrongContentType(request.contentType());
    }
    if (!"identity".equalsIgnoreCase(request.encoding())) {
      return RpcError.wrongContentType("content encoded as " + request.encoding());
    }
    return caller.comesIn(request.forwardedFor())
        ? null
        : RpcError.rateLimited(1000, settings.ids().next());
  }

  private RpcError unknownChain(RequestHead request) {
    String path = request.path();
    return RpcError.unknownChain(
        path.startsWith("/") ? path.substring(1) : path, settings.chains());
  }

  private void take(ByteBuf part) {
    if (body.come() + part.readableBytes() > limits.body()) {
      part.release();
      refuseAndClose(RpcError.tooLarge(limits.body()));
    } else if (refusal != null) {
      body.passOver(part);
    } else if (!body.add(part)) {
      refuseAndClose(
          RpcError.unavailable(
              "headgate",
              "too many long requests are under way at once",
              500,
              settings.ids().next()));
    }
  }

  // ---- a whole request

  private void whole() {
    RequestHead request = head;
    ByteBuf all = body.take();
    if (request == null) {
      all.release();
      return;
    }
    state = State.BUSY;
    busySinceNanos = readNanos;
    if (request.isPost()) {
      post(request, all);
    } else {
      all.release();
      page(request);
    }
  }

  private void post(RequestHead request, ByteBuf all) {
    Going going = going(request);
    RpcError error = refusal;
    if (error == null && settings.held().scarce()) {
      error =
          RpcError.unavailable(
              "headgate", "its memory for buffers is used up", 500, settings.ids().next());
    }
    if (error != null || route == null) {
      all.release();
      writeError(error == null ? RpcError.unknownChain("", settings.chains()) : error, going);
      return;
    }
    long mine = answered;
    Journey under =
        route
            .relay()
            .take(
                all,
                Transport.HTTP,
                new HttpReplies(channel, going, request.isOld(), this),
                caller.allowance(request.forwardedFor()));
    if (answered == mine) {
      journey = under;
    } // else its answer is out already, and another request may be under way
  }

  private void page(RequestHead request) {
    String verb = request.method();
    Going going = going(request);
    Optional<Pages.Page> found =
        isPageVerb(verb) ? settings.pages().page(verb, request.target()) : Optional.empty();
    if (found.isPresent()) {
      boolean headOnly = "HEAD".equals(verb);
      send(OwnReplies.page(channel.alloc(), found.get(), headOnly, going), going);
    } else if (isPageVerb(verb) && !isRoute(request.path())) {
      writeError(unknownChain(request), going);
    } else {
      writeError(RpcError.wrongVerb(verb), going);
    }
  }

  private boolean isRoute(String path) {
    return settings.routes(channel.eventLoop()).containsKey(path);
  }

  private static boolean isPageVerb(String verb) {
    return verb.equals("GET") || verb.equals("HEAD") || verb.equals("OPTIONS");
  }

  /// Whether the answer that leaves now must be the last here: in a drain, unless further requests
  /// of this client have come already. After `Connection: close` it would not read their answers.
  boolean endsNow() {
    return settings.draining().get() && !holdsMore();
  }

  /// Whether bytes of a further request have come already.
  private boolean holdsMore() {
    return unread != null && unread.isReadable();
  }

  private Going going(RequestHead request) {
    if (endsNow() || !request.keepsAlive()) {
      return Going.CLOSE;
    }
    return request.isOld() ? Going.KEEP_OLD : Going.KEEP;
  }

  // ---- answers out

  String stamps(Node node, long nodeNanos) {
    return settings.stamps() && route != null
        ? Stamps.of(
            node, route.health().latest(), settings.clock().nanos() - busySinceNanos, nodeNanos)
        : "";
  }

  private void writeError(RpcError error, Going going) {
    LOG.atInfo()
        .addKeyValue("event", "refused")
        .addKeyValue("client", channel.remoteAddress())
        .addKeyValue("status", error.httpStatus())
        .log(error.message());
    send(OwnReplies.error(channel.alloc(), error, going), going);
  }

  private void send(ByteBuf answer, Going going) {
    written(channel.writeAndFlush(answer), going);
  }

  private void refuseAndClose(RpcError error) {
    state = State.BUSY;
    writeError(error, Going.CLOSE);
  }

  /// The last bytes of an answer were handed over.
  void written(ChannelFuture last, Going going) {
    if (last.isDone() && !last.isSuccess()) { // it never left, and nobody would answer instead
      channel.close();
      return;
    }
    journey = null;
    answered++;
    body.drop();
    caller.goesOut();
    if (going == Going.CLOSE) {
      linger(last);
    } else {
      next();
    }
  }

  private void next() {
    state = State.IDLE;
    head = null;
    route = null;
    refusal = null;
    clock.rests(settings.clock().nanos());
    turn();
  }

  /// Goes on with what has come, if it may.
  private void turn() {
    if (reading) {
      return; // the reader goes on by itself
    }
    read();
    if (settings.draining().get()) {
      drain();
    }
  }

  /// Ends our side, and reads on for a moment: a reset while the client still sends would take our
  /// answer from it.
  private void linger(ChannelFuture last) {
    state = State.CLOSING;
    dropUnread();
    last.addListener(_ -> {
      if (channel instanceof SocketChannel socket && socket.isActive()) {
        socket.shutdownOutput();
        socket.config().setAutoRead(true);
        socket.eventLoop().schedule(() -> socket.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
      } else {
        channel.close();
      }
    });
  }

  /// Every answer is the last here from now on, and a connection without a request ends by itself
  /// soon.
  void drain() {
    if (state == State.IDLE) {
      long mine = answered;
      channel.eventLoop().schedule(() -> endIfQuiet(mine), QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void endIfQuiet(long mine) {
    if (state == State.IDLE && answered == mine && !reader.begun() && !holdsMore()) {
      linger(channel.newSucceededFuture());
    }
  }

  /// Whether what flows should wait until its client has taken all that came before.
  boolean memoryIsScarce() {
    return settings.held().scarce();
  }

  void whenWritable(Runnable then) {
    resume = then;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Runnable then = resume;
    if (channel.isWritable() && then != null) {
      resume = null;
      then.run();
    } else if (channel.isWritable()) {
      turn();
    }
  }

  // ---- slow clients, lost clients

  private void watchLater(long nanos) {
    channel.eventLoop().schedule(this::watch, nanos, TimeUnit.NANOSECONDS);
  }

  private void watch() {
    if (!channel.isOpen()) {
      return;
    }
    if (state == State.IDLE) {
      goBy(settings.limits());
    }
    long now = settings.clock().nanos();
    long left = left(now);
    if (left < 0 || clock.takesNothing(channel.unsafe().outboundBuffer(), now)) {
      channel.close();
    } else {
      watchLater(Math.min(left + 1, clock.glanceNanos()));
    }
  }

  /// Nanoseconds that are left to what the client is doing; negative when it took too long.
  private long left(long now) {
    return switch (state) {
      case IDLE -> channel.config().isAutoRead() ? clock.leftToBegin(now) : clock.glanceNanos();
      case BODY -> clock.leftToBody(body.come(), now);
      case BUSY, CLOSING -> clock.glanceNanos();
    };
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Journey under = journey;
    journey = null;
    resume = null;
    state = State.CLOSING;
    dropUnread();
    body.drop();
    caller.goesOut();
    if (under != null) {
      under.leave();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      LOG.atWarn()
          .addKeyValue("event", "no_memory")
          .log("no memory for a client: {}", brief(cause));
    } else if (!(cause instanceof IOException)) {
      // A lost client is nothing to speak of; anything else is a mistake of ours.
      LOG.atError().addKeyValue("event", "bug").setCause(cause).log("a client connection failed");
    }
    channel.close();
  }

  private static String brief(Throwable cause) {
    String text = cause.getMessage() == null ? "unreadable" : cause.getMessage();
    return text.length() > 100 ? text.substring(0, 100) : text;
  }
}
