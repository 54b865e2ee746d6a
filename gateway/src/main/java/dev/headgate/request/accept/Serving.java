package dev.headgate.request.accept;

import dev.headgate.config.LimitSettings;
import dev.headgate.config.ListenSettings;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the listener offers by one configuration. Immutable; a request goes by the one in force
/// when its head is whole, to its end.
///
/// @param listen of it whether answers are stamped
/// @param chains the names that are served, for the answer to a wrong one
/// @param routes for each event loop, from a path (`/ethereum`, `/1`, `/`) to where it leads
/// @param trusted proxies, which bring many clients
public record Serving(
    ListenSettings listen,
    LimitSettings limits,
    List<String> chains,
    Map<EventLoop, Map<String, Route>> routes,
    Set<InetAddress> trusted) {

  public Serving {
    chains = List.copyOf(chains);
    routes = Map.copyOf(routes);
    trusted = Set.copyOf(trusted);
  }

  public Serving(
      ListenSettings listen,
      LimitSettings limits,
      List<String> chains,
      Map<EventLoop, Map<String, Route>> routes) {
    this(listen, limits, chains, routes, Set.copyOf(listen.trustedProxies()));
  }

  boolean stamps() {
    return listen.stamps();
  }

  Connections.Limits connections() {
    return new Connections.Limits(limits.connections(), limits.connectionsPerClient());
  }
}
