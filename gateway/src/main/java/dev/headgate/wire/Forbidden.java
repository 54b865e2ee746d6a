package dev.headgate.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Addresses to which no name of a node may lead: of this machine (loopback, unspecified), of the
/// link (where clouds hand out a machine's credentials) and of many (multicast, broadcast). Private
/// networks are where nodes live. An operator who means one of these writes the address itself.
final class Forbidden {
  /// Where clouds hand out credentials elsewhere than on the link: Alibaba, Azure, AWS over IPv6.
  private static final List<String> METADATA =
      List.of("100.100.100.200", "168.63.129.16", "fd00:ec2::254");

  private static final List<InetAddress> METADATA_ADDRESSES =
      METADATA.stream().map(InetAddress::ofLiteral).toList();

  /// RFC 6052: IPv4 as a translator is asked for it.
  private static final byte[] TRANSLATED = {
    0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private Forbidden() {}

  static boolean holds(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean first = bytes[0] == 0 && address instanceof Inet4Address;
    boolean broadcast = address instanceof Inet4Address && (bytes[0] & 0xf0) == 0xf0;
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || first
        || broadcast
        || METADATA_ADDRESSES.contains(address)
        || translated(bytes);
  }

  private static boolean translated(byte[] bytes) {
    if (bytes.length != 16 || !Arrays.equals(TRANSLATED, Arrays.copyOf(bytes, TRANSLATED.length))) {
      return false;
    }
    try {
      return holds(InetAddress.getByAddress(Arrays.copyOfRange(bytes, TRANSLATED.length, 16)));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
