package dev.headgate.wire;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/// Causes in a few words for people, without addresses: an exception's own text names the peer.
final class Reasons {
  private Reasons() {}

  static String ofConnect(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ ->
          "no connection within " + NodePool.CONNECT_TIMEOUT.toMillis() + " ms";
      case NoRouteToHostException _ -> "no route to host";
      case ConnectException _ -> "connection refused";
      case UnknownHostException _ -> "unknown host name";
      case SSLException _ -> "TLS handshake failed";
      default -> "no connection (" + cause.getClass().getSimpleName() + ")";
    };
  }
}
