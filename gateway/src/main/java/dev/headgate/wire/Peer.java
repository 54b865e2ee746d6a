package dev.headgate.wire;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Where a node listens, and whether behind TLS. Immutable.
record Peer(InetSocketAddress address, Optional<SslContext> tls) {

  /// Of an address that begins with `http`, `https`, `ws` or `wss`.
  static Peer of(URI uri) {
    boolean secure = "https".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return new Peer(
        InetSocketAddress.createUnresolved(bareHost(uri), port),
        secure ? Optional.of(context()) : Optional.empty());
  }

  /// Adds TLS to a new channel, where the node wants it.
  void secure(Channel channel, Duration timeout) {
    if (tls.isPresent()) {
      SslHandler handler =
          tls.get().newHandler(channel.alloc(), address.getHostString(), address.getPort());
      handler.setHandshakeTimeoutMillis(timeout.toMillis());
      channel.pipeline().addLast(new RenegotiationGuard(), handler);
    }
  }

  private static String bareHost(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static SslContext context() {
    try {
      return SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS").build();
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS on this JDK", e);
    }
  }
}
