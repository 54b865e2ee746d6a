package dev.headgate.operate;

import java.net.InetAddress;

/// Tells a `Host` that was typed from one that a foreign page brought.
final class Hosts {
  private Hosts() {}

  /// Whether a `Host` cannot have come from a foreign name. None at all is HTTP/1.0, which no
  /// browser speaks.
  static boolean trusted(String host) {
    String name = withoutPort(host);
    if (name.isEmpty() || name.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    int bracket = host.lastIndexOf(']');
    if (host.startsWith("[") && bracket > 0) {
      return host.substring(1, bracket);
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
