package dev.headgate.request.accept;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/// Who is counted as one client: an IPv4 address, or an IPv6 network of 64 bits, since that is what
/// one subscriber is given and may draw any number of addresses from.
///
/// @param network the first 64 bits of the address; one of IPv4 as if mapped into IPv6
record Client(long network) {
  private static final String FORWARDED = "X-Forwarded-For";
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
  static Client behind(InetAddress peer, HttpHeaders headers, Set<InetAddress> trusted) {
    List<String> lines = headers.getAll(FORWARDED);
    for (int line = lines.size() - 1; line >= 0; line--) {
      String[] hops = lines.get(line).split(",", -1);
      for (int hop = hops.length - 1; hop >= 0; hop--) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(hops[hop].strip());
        if (bytes == null) {
          return of(peer);
        }
        InetAddress address = address(bytes);
        if (!trusted.contains(address)) {
          return of(address);
        }
      }
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
