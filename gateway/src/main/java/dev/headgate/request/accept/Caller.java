package dev.headgate.request.accept;

import dev.headgate.request.Allowance;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose call a connection carries at the moment. A trusted proxy's carries now one client's call
/// and now another's: each counts as one connection of its client while it is under way.
final class Caller {
  private final AcceptSettings settings;
  private final InetAddress peer;
  private final Client self;
  private final boolean proxy;
  private @Nullable Client through;

  // What was asked last, which a proxy often asks again.
  private String forwardedFor = "";
  private Set<InetAddress> trusted;
  private Client behind;

  Caller(AcceptSettings settings, InetAddress peer) {
    this.settings = settings;
    this.peer = peer;
    self = Client.of(peer);
    trusted = settings.trusted();
    proxy = trusted.contains(peer);
    behind = self;
  }

  /// Whether it forwards for others.
  boolean isProxy() {
    return proxy;
  }

  /// Counts a call that a proxy brings as one connection of its client; false when that has all it
  /// may have.
  boolean comesIn(String forwarded) {
    Client client = client(forwarded);
    if (client.equals(self)) {
      return true;
    }
    boolean in = settings.connections().enter(client);
    through = in ? client : null;
    return in;
  }

  /// The call is over.
  void goesOut() {
    if (through != null) {
      settings.connections().leave(through);
      through = null;
    }
  }

  /// What its client may still call.
  Allowance allowance(String forwarded) {
    return settings.rates().limited()
        ? settings.rates().of(client(forwarded))
        : Allowance.UNLIMITED;
  }

  private Client client(String forwarded) {
    if (!proxy || forwarded.isEmpty()) {
      return self;
    }
    Set<InetAddress> now = settings.trusted();
    if (!forwarded.equals(forwardedFor) || !now.equals(trusted)) {
      behind = Client.behind(peer, forwarded, now);
      forwardedFor = forwarded;
      trusted = now;
    }
    return behind;
  }
}
