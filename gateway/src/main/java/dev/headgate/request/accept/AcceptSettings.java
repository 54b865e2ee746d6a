package dev.headgate.request.accept;

import dev.headgate.config.LimitSettings;
import dev.headgate.request.RequestIds;
import dev.headgate.request.send.Held;
import dev.headgate.time.SteadyClock;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// What every client connection shares.
///
/// @param serving what the configuration in force offers; read once for each request
/// @param draining once true, every answer is its connection's last
record AcceptSettings(
    AtomicReference<Serving> serving,
    Connections connections,
    CallRates rates,
    Pages pages,
    Held held,
    RequestIds ids,
    SteadyClock clock,
    AtomicBoolean draining) {

  LimitSettings limits() {
    return serving.get().limits();
  }

  List<String> chains() {
    return serving.get().chains();
  }

  boolean stamps() {
    return serving.get().stamps();
  }

  /// Proxies, which bring many clients.
  Set<InetAddress> trusted() {
    return serving.get().trusted();
  }

  /// Where paths lead on a loop.
  Map<String, Route> routes(EventLoop loop) {
    return Objects.requireNonNull(serving.get().routes().get(loop));
  }
}
