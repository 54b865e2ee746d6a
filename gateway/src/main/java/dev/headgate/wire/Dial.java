package dev.headgate.wire;

import dev.headgate.chain.Node;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// How a node is reached: its address, TLS, and the constant part of every request's head, up to
/// the number in `Content-Length`. Immutable.
final class Dial {
  private final Peer peer;
  private final byte[] head;

  Dial(Node node) {
    peer = Peer.of(node.http());
    head = head(node).getBytes(StandardCharsets.ISO_8859_1);
  }

  Peer peer() {
    return peer;
  }

  byte[] head() {
    return head;
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
