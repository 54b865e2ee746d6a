package dev.headgate.request.accept;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Set;

/// Who is counted as one client: an IPv4 address, or an IPv6 network of 64 bits, since that is what
/// one subscriber is given and may draw any number of addresses from.
///
/// @param network the first 64 bits of the address; one of IPv4 as if mapped into IPv6
record Client(long network) {
  private static final long MAPPED = 0xFFFFL << 32;

  static Client of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return new Client(
        bytes.length == 4
            ? MAPPED | Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())
            : ByteBuffer.wrap(bytes).getLong());
  }

  /// Whom a trusted proxy speaks for: the last address of `X-Forwarded-For` that is not a trusted
  /// proxy's own. What stands before it was written by somebody whom nobody trusts.
  ///
  /// @param peer the proxy, who is the client itself when it names none, or something that is no
  ///   address
  /// @param forwardedFor all its lines as one list
  static Client behind(InetAddress peer, String forwardedFor, Set<InetAddress> trusted) {
    int end = forwardedFor.length();
    while (end >= 0) {
      int comma = forwardedFor.lastIndexOf(',', end - 1);
      byte[] bytes =
          NetUtil.createByteArrayFromIpAddressString(
              forwardedFor.substring(comma + 1, end).strip());
      if (bytes == null) {
        return of(peer);
      }
      InetAddress address = address(bytes);
      if (!trusted.contains(address)) {
        return of(address);
      }
      end = comma;
    }
    return of(peer);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }
}
