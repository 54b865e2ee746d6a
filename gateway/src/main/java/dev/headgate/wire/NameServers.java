package dev.headgate.wire;

import dev.headgate.time.SteadyClock;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which name servers are asked for the names of nodes: those of `/etc/resolv.conf`, unless the
/// system property `headgate.dns` names others, such as `10.0.0.2` or `10.0.0.2:5353,10.0.0.3`.
final class NameServers {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.wire");
  private static final String PROPERTY = "headgate.dns";
  private static final int PORT = 53;

  /// Beyond the five seconds that a resolver on the way may itself wait for another.
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final int SHORTEST_SECONDS = 1;

  /// Addresses move; nobody is believed for longer.
  private static final int LONGEST_SECONDS = 30;

  private NameServers() {}

  static NodeNames names(Loops loops, SteadyClock clock) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder()
            .datagramChannelType(loops.datagrams())
            // An answer that is too long for a datagram is asked for again over TCP.
            .socketChannelType(loops.streams())
            // NodeNames reads the hosts file: what stands there is another's word.
            .hostsFileEntriesResolver((_, _) -> null)
            .ttl(SHORTEST_SECONDS, LONGEST_SECONDS)
            .queryTimeoutMillis(PATIENCE.toMillis());
    configured(System.getProperty(PROPERTY, "")).ifPresent(builder::nameServerProvider);
    return new NodeNames(
        new DnsAddressResolverGroup(builder), new DefaultHostsFileEntriesResolver(), clock);
  }

  private static Optional<DnsServerAddressStreamProvider> configured(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    List<InetSocketAddress> servers = servers(text);
    if (servers.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("event", "dns")
          .log(
              "-D{} is no list of addresses, so the system's name servers are asked: write 10.0.0.2 or 10.0.0.2:5353,10.0.0.3",
              PROPERTY);
      return Optional.empty();
    }
    return Optional.of(new SequentialDnsServerAddressStreamProvider(servers));
  }

  /// Empty when one of them is no address.
  static List<InetSocketAddress> servers(String text) {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      Optional<InetSocketAddress> server = server(each.strip());
      if (server.isEmpty()) {
        return List.of();
      }
      servers.add(server.get());
    }
    return servers;
  }

  private static Optional<InetSocketAddress> server(String text) {
    int colon = text.lastIndexOf(':');
    boolean ported = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = (ported ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", "");
    String port = ported ? text.substring(colon + 1) : Integer.toString(PORT);
    boolean fit =
        port.matches("[1-9]\\d{0,4}")
            && Integer.parseInt(port) <= 65_535
            && (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host));
    return fit
        ? Optional.of(new InetSocketAddress(host, Integer.parseInt(port)))
        : Optional.empty();
  }
}
