package dev.headgate.request.accept;

import dev.headgate.chain.Node;
import dev.headgate.config.LimitSettings;
import dev.headgate.request.Allowance;
import dev.headgate.request.Journey;
import dev.headgate.request.Transport;
import dev.headgate.request.accept.HttpHeads.Going;
import dev.headgate.request.decode.ErrorReply;
import dev.headgate.request.decode.RpcError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client connection: requests in, one after the other; each goes to its chain's relay when its
/// body is whole.
final class CallHandler extends ChannelInboundHandlerAdapter {
  /// Bodies above this are counted against what the process may hold.
  private static final int COUNTED = 64 << 10;

  /// How long a connection that we end may go on sending, so that it reads our last answer before
  /// the reset.
  private static final Duration LINGER = Duration.ofSeconds(1);

  /// In a drain, a connection that was not told of its end by an answer ends when it has been
  /// without a request for so long: who has just got an answer may be writing the next request.
  private static final Duration QUIET = Duration.ofSeconds(1);

  /// Bytes of a body that are worth another second of patience.
  private static final long BYTES_PER_SECOND = 64 << 10;

  private static final Logger LOG = LoggerFactory.getLogger("headgate.accept");

  private enum State {
    IDLE,
    BODY,
    BUSY,
    CLOSING
  }

  private final AcceptSettings settings;
  private LimitSettings limits;
  private final StrictRequestDecoder decoder;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
  private final Channel channel;
  private final InetAddress peer;
  private final boolean peerIsProxy;

  private State state = State.IDLE;
  private @Nullable HttpRequest head;
  private @Nullable Route route;
  private @Nullable RpcError refusal;
  private @Nullable ByteBuf body;
  private boolean bodyIsOurs;
  private long bodyHeld;
  private @Nullable Journey journey;
  private @Nullable Runnable resume;
  private @Nullable Client through;
  private boolean turning;
  private long glanceNanos;
  private long sinceNanos;
  private long bodyBytes;
  private long busySinceNanos;
  private long answered;
  private long outProgress = -1;
  private long outProgressNanos;

  CallHandler(
      AcceptSettings settings, StrictRequestDecoder decoder, InetAddress peer, Channel channel) {
    this.settings = settings;
    this.limits = settings.limits();
    this.decoder = decoder;
    this.channel = channel;
    this.peer = peer;
    this.peerIsProxy = settings.trusted().contains(peer);
    this.sinceNanos = settings.clock().nanos();
    this.glanceNanos = glanceNanos(limits);
  }

  private void goBy(LimitSettings now) {
    if (!now.equals(limits)) {
      limits = now;
      glanceNanos = glanceNanos(now);
    }
  }

  /// No wait is longer, so that what begins in it is not seen too late.
  private static long glanceNanos(LimitSettings limits) {
    return Stream.of(
            limits.headTimeout(),
            limits.bodyTimeout(),
            limits.idleTimeout(),
            limits.writeTimeout().dividedBy(2))
        .mapToLong(Duration::toNanos)
        .min()
        .orElseThrow();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    watchLater(glanceNanos);
    if (settings.draining().get()) {
      drain();
    }
    ctx.fireChannelActive();
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (state == State.CLOSING || !(message instanceof HttpObject object)) {
      ReferenceCountUtil.release(message);
    } else if (state == State.BUSY || mustWait()) {
      waiting.add(object);
      channel.config().setAutoRead(false); // the next request is read when this one has its answer
    } else {
      take(object);
    }
  }

  /// Requests sent ahead are not even begun while their client does not take the answers that it
  /// has.
  private boolean mustWait() {
    return state == State.IDLE && (turning || !waiting.isEmpty() || !channel.isWritable());
  }

  private void take(HttpObject object) {
    if (object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(object);
      refuseAndClose(RpcError.brokenHttp(brief(object.decoderResult().cause())));
      return;
    }
    if (object instanceof HttpRequest request) {
      begin(request);
    }
    if (object instanceof HttpContent content) {
      takeContent(content);
    }
  }

  private void begin(HttpRequest request) {
    head = request;
    goBy(settings.limits());
    state = State.BODY;
    sinceNanos = settings.clock().nanos();
    bodyBytes = 0;
    refusal = HttpMethod.POST.equals(request.method()) ? examine(request) : null;
    boolean tooLong =
        !HttpUtil.isTransferEncodingChunked(request)
            && HttpUtil.getContentLength(request, 0L) > limits.body();
    if (tooLong) {
      refuseAndClose(RpcError.tooLarge(limits.body()));
    } else if (HttpUtil.is100ContinueExpected(request)) {
      expectContinue();
    }
  }

  private void expectContinue() {
    if (refusal != null) {
      refuseAndClose(refusal);
    } else {
      channel.writeAndFlush(
          ByteBufUtil.writeAscii(channel.alloc(), "HTTP/1.1 100 Continue\r\n\r\n"));
    }
  }

  /// Finds the route of a POST; what speaks against it, if anything.
  private @Nullable RpcError examine(HttpRequest request) {
    String path = path(request.uri());
    route = settings.routes(channel.eventLoop()).get(path);
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    if (route == null) {
      return RpcError.unknownChain(
          path.startsWith("/") ? path.substring(1) : path, settings.chains());
    }
    if (!ContentTypes.json(type)) {
      return RpcError.wrongContentType(type);
    }
    String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!"identity".equalsIgnoreCase(encoding)) {
      return RpcError.wrongContentType("content encoded as " + encoding);
    }
    return comesIn(request) ? null : RpcError.rateLimited(1000, settings.ids().next());
  }

  /// Counts a call that a proxy brings as one connection of its client.
  private boolean comesIn(HttpRequest request) {
    if (!peerIsProxy) {
      return true;
    }
    Client client = client(request);
    if (client.equals(Client.of(peer))) {
      return true;
    }
    boolean in = settings.connections().enter(client);
    through = in ? client : null;
    return in;
  }

  private void goesOut() {
    if (through != null) {
      settings.connections().leave(through);
      through = null;
    }
  }

  private Client client(HttpRequest request) {
    return peerIsProxy
        ? Client.behind(peer, request.headers(), settings.trusted())
        : Client.of(peer);
  }

  private Allowance allowance(HttpRequest request) {
    return settings.rates().limited() ? settings.rates().of(client(request)) : Allowance.UNLIMITED;
  }

  /// The path of a request target, which may be a whole URI (RFC 9112 section 3.2.2).
  private static String path(String uri) {
    int authority =
        uri.regionMatches(true, 0, "http://", 0, 7)
            ? 7
            : uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    int start = authority == 0 ? 0 : uri.indexOf('/', authority);
    if (start < 0) {
      return "/";
    }
    int query = uri.indexOf('?', start);
    String path = query < 0 ? uri.substring(start) : uri.substring(start, query);
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private void takeContent(HttpContent content) {
    if (state != State.BODY) {
      content.release();
      return;
    }
    ByteBuf part = content.content();
    bodyBytes += part.readableBytes();
    if (bodyBytes > limits.body()) {
      content.release();
      refuseAndClose(RpcError.tooLarge(limits.body()));
    } else if (!keep(part)) {
      refuseAndClose(
          RpcError.unavailable(
              "headgate",
              "too many long requests are under way at once",
              500,
              settings.ids().next()));
    } else if (content instanceof LastHttpContent) {
      whole();
    }
  }

  private long sizeWith(ByteBuf part) {
    return (body == null ? 0L : body.readableBytes()) + part.readableBytes();
  }

  /// Adds to the body; false when the process holds too much already. Owns the part either way.
  private boolean keep(ByteBuf part) {
    if (!part.isReadable() || refusal != null) {
      part.release();
      return true;
    }
    if (body == null) {
      body = part;
      return true;
    }
    long size = sizeWith(part);
    if (size > COUNTED && !settings.held().take(size - Math.max(bodyHeld, 0))) {
      part.release();
      return false;
    }
    bodyHeld = size > COUNTED ? size : 0;
    append(body, part);
    return true;
  }

  private void append(ByteBuf so, ByteBuf part) {
    if (bodyIsOurs && so.writableBytes() >= part.readableBytes()) {
      so.writeBytes(part);
    } else {
      // Room for twice what has come, not for what is announced: that costs its sender nothing.
      int size = so.readableBytes() + part.readableBytes();
      long announced = head == null ? 0 : HttpUtil.getContentLength(head, 0L);
      int room = (int) Math.min(2L * size, Math.max(size, announced > 0 ? announced : 2L * size));
      ByteBuf bigger = channel.alloc().buffer(room).writeBytes(so).writeBytes(part);
      so.release();
      body = bigger;
      bodyIsOurs = true;
    }
    part.release();
  }

  // ---- a whole request

  private void whole() {
    HttpRequest request = head;
    ByteBuf all = body == null ? Unpooled.EMPTY_BUFFER : body;
    body = null;
    bodyIsOurs = false;
    if (request == null) {
      all.release();
      return;
    }
    state = State.BUSY;
    busySinceNanos = settings.clock().nanos();
    if (HttpMethod.POST.equals(request.method())) {
      post(request, all);
    } else {
      all.release();
      page(request);
    }
  }

  private void post(HttpRequest request, ByteBuf all) {
    Going going = going(request);
    if (refusal != null || route == null) {
      all.release();
      RpcError error = refusal == null ? RpcError.unknownChain("", settings.chains()) : refusal;
      writeError(error, going);
      return;
    }
    if (settings.held().scarce()) {
      all.release();
      writeError(noMemory(), going);
      return;
    }
    boolean http10 = HttpVersion.HTTP_1_0.equals(request.protocolVersion());
    long mine = answered;
    Journey under =
        route
            .relay()
            .take(
                all,
                Transport.HTTP,
                new HttpReplies(channel, going, http10, this),
                allowance(request));
    if (answered == mine) {
      journey = under;
    } // else its answer is out already, and another request may be under way
  }

  private RpcError noMemory() {
    return RpcError.unavailable(
        "headgate", "its memory for buffers is used up", 500, settings.ids().next());
  }

  private void page(HttpRequest request) {
    String verb = request.method().name();
    Going going = going(request);
    Optional<Pages.Page> found =
        isPageVerb(verb) ? settings.pages().page(verb, request.uri()) : Optional.empty();
    if (found.isPresent()) {
      writePage(found.get(), "HEAD".equals(verb), going);
    } else if (isPageVerb(verb) && !isRoute(path(request.uri()))) {
      writeError(RpcError.unknownChain(path(request.uri()).substring(1), settings.chains()), going);
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
    return settings.draining().get() && waiting.isEmpty() && !decoder.holdsMore();
  }

  private Going going(HttpRequest request) {
    if (endsNow() || !HttpUtil.isKeepAlive(request)) {
      return Going.CLOSE;
    }
    return HttpVersion.HTTP_1_0.equals(request.protocolVersion()) ? Going.KEEP_OLD : Going.KEEP;
  }

  // ---- answers out

  String stamps(Node node, long nodeNanos) {
    return settings.stamps() && route != null
        ? Stamps.of(
            node, route.health().latest(), settings.clock().nanos() - busySinceNanos, nodeNanos)
        : "";
  }

  private void writePage(Pages.Page page, boolean headOnly, Going going) {
    ByteBuf text = ByteBufUtil.writeUtf8(channel.alloc(), page.body());
    ByteBuf out = channel.alloc().directBuffer(HttpHeads.ROOM + text.readableBytes());
    HttpHeads.text(out, page.status(), page.contentType(), text.readableBytes(), going);
    if (!headOnly) {
      out.writeBytes(text);
    }
    text.release();
    written(channel.writeAndFlush(out), going);
  }

  private void writeError(RpcError error, Going going) {
    LOG.atInfo()
        .addKeyValue("event", "refused")
        .addKeyValue("client", channel.remoteAddress())
        .addKeyValue("status", error.httpStatus())
        .log(error.message());
    ByteBuf text = ErrorReply.write(channel.alloc(), error, null, -1, -1);
    ByteBuf out = channel.alloc().directBuffer(HttpHeads.ROOM + text.readableBytes());
    String allow = error.httpStatus() == 405 ? "Allow: POST\r\n" : "";
    HttpHeads.json(out, error.httpStatus(), text.readableBytes(), going, allow);
    out.writeBytes(text);
    text.release();
    written(channel.writeAndFlush(out), going);
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
    giveBody();
    goesOut();
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
    sinceNanos = settings.clock().nanos();
    decoder.expectNext();
    turn();
  }

  /// Takes what waits. An answer that is given at once comes back here: the outer turn goes on with
  /// the next then, or a few thousand requests sent ahead would be as many stack frames.
  private void turn() {
    if (turning) {
      return;
    }
    turning = true;
    while (!waiting.isEmpty()
        && (state == State.BODY || (state == State.IDLE && channel.isWritable()))) {
      take(waiting.remove());
    }
    turning = false;
    boolean mayRead = state == State.BODY || channel.isWritable();
    if (waiting.isEmpty() && mayRead && !channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
    if (settings.draining().get()) {
      drain();
    }
  }

  /// Ends our side, and reads on for a moment: a reset while the client still sends would take our
  /// answer from it.
  private void linger(ChannelFuture last) {
    state = State.CLOSING;
    dropWaiting();
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
    if (state == State.IDLE && answered == mine && !decoder.holdsMore()) {
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
    long left = patience(now);
    if (left < 0 || takesNothing(now)) {
      channel.close();
    } else {
      watchLater(Math.min(left + 1, glanceNanos));
    }
  }

  /// Nanoseconds that are left to what the client is doing; negative when it took too long.
  private long patience(long now) {
    return switch (state) {
      case IDLE -> {
        boolean reads = channel.config().isAutoRead();
        long begun = reads ? decoder.begunFor(now) : -1;
        long idle = limits.idleTimeout().toNanos() - (now - sinceNanos);
        yield begun < 0 ? (reads ? idle : glanceNanos) : limits.headTimeout().toNanos() - begun;
      }
      case BODY -> {
        long earned = bodyBytes * TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND;
        yield limits.bodyTimeout().toNanos() + earned - (now - sinceNanos);
      }
      case BUSY, CLOSING -> glanceNanos;
    };
  }

  /// Whether bytes wait for a client that has taken none for too long.
  private boolean takesNothing(long now) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    if (out == null || out.totalPendingWriteBytes() == 0) {
      outProgress = -1;
      return false;
    }
    long progress = out.totalPendingWriteBytes() * 31 + out.currentProgress();
    if (progress != outProgress) {
      outProgress = progress;
      outProgressNanos = now;
    }
    return now - outProgressNanos > limits.writeTimeout().toNanos();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Journey under = journey;
    journey = null;
    resume = null;
    dropWaiting();
    giveBody();
    goesOut();
    state = State.CLOSING;
    if (under != null) {
      under.leave();
    }
  }

  private void giveBody() {
    if (body != null) {
      body.release();
      body = null;
    }
    bodyIsOurs = false;
    settings.held().give(bodyHeld);
    bodyHeld = 0;
  }

  private void dropWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
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
