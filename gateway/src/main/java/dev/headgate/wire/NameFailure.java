package dev.headgate.wire;

import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import java.io.Serial;
import java.net.UnknownHostException;

/// A name led nowhere. Its message is fit for people and holds no name.
final class NameFailure extends UnknownHostException {
  @Serial private static final long serialVersionUID = 1L;

  private NameFailure(String reason) {
    super(reason);
  }

  static NameFailure forbidden() {
    return new NameFailure("its name leads to an address that no name may lead to");
  }

  static NameFailure silent() {
    return new NameFailure("no name server answers");
  }

  static NameFailure of(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof DnsNameResolverTimeoutException) {
        return silent();
      }
    }
    return new NameFailure("unknown host name");
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /// It is an answer, not a mishap.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
