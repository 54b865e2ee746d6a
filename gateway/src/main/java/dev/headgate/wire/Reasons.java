package dev.headgate.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/// Causes in a few words for people, without addresses: an exception's own text names the peer.
final class Reasons {
  private Reasons() {}

  private static String ofHandshake(Throwable cause) {
    String why = "TLS handshake failed";
    for (Throwable each = cause; each != null; each = each.getCause()) {
      why =
          switch (each) {
            case CertificateExpiredException _ -> "TLS: its certificate has expired";
            case CertificateNotYetValidException _ -> "TLS: its certificate is not valid yet";
            case CertPathBuilderException _, CertPathValidatorException _ ->
                "TLS: its certificate is not trusted by this machine";
            case CertificateException odd when namesAnother(odd) ->
                "TLS: its certificate is for another host";
            case SslHandshakeTimeoutException _ ->
                "no TLS handshake within " + NodePool.TLS_TIMEOUT.toMillis() + " ms";
            case NotSslRecordException _ -> "TLS: it does not speak TLS";
            default -> why;
          };
    }
    return why;
  }

  /// The JDK has one type for many faults of a certificate, and these words for this one.
  private static boolean namesAnother(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return text.contains("subject alternative") || text.startsWith("No name matching");
  }

  /// Only a refusal tells that no process is there: time runs out, and descriptors do, for nodes
  /// that live.
  static Failure noConnection(Throwable cause) {
    boolean refused =
        cause instanceof ConnectException
            && !(cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException);
    return new Failure(
        refused ? Failure.Kind.REFUSED : Failure.Kind.NOT_CONNECTED, ofConnect(cause));
  }

  static String ofConnect(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ ->
          "no connection within " + NodePool.CONNECT_TIMEOUT.toMillis() + " ms";
      case NoRouteToHostException _ -> "no route to host";
      case ConnectException _ -> "connection refused";
      case NameFailure failure -> failure.reason();
      case UnknownHostException _ -> "unknown host name";
      case SSLException _ -> ofHandshake(cause);
      default -> "no connection (" + cause.getClass().getSimpleName() + ")";
    };
  }
}
