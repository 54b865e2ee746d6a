package dev.headgate.wire;

import dev.headgate.chain.Node;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// How a node is reached: its address, TLS, and the constant part of every request's head, up to
/// the number in `Content-Length`. Immutable.
final class Dial {
  private final InetSocketAddress address;
  private final Optional<SslContext> tls;
  private final byte[] head;

  Dial(Node node) {
    URI uri = node.http();
    boolean https = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : https ? 443 : 80;
    address = InetSocketAddress.createUnresolved(bareHost(uri), port);
    tls = https ? Optional.of(context()) : Optional.empty();
    head = head(node).getBytes(StandardCharsets.ISO_8859_1);
  }

  InetSocketAddress address() {
    return address;
  }

  Optional<SslContext> tls() {
    return tls;
  }

  byte[] head() {
    return head;
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

  private static String head(Node node) {
    URI uri = node.http();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
    // geth refuses a Host it does not know: the node's own, unless the operator says another.
    if (node.headers().keySet().stream().noneMatch("host"::equalsIgnoreCase)) {
      head.append("Host: ").append(uri.getRawAuthority().toLowerCase(Locale.ROOT)).append("\r\n");
    }
    head.append("Content-Type: application/json\r\nAccept: application/json\r\n");
    node.headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("Content-Length: ").toString();
  }
}
