package dev.headgate.request.accept;

import dev.headgate.config.LimitSettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.request.RequestIds;
import dev.headgate.request.send.Held;
import dev.headgate.time.SteadyClock;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// What a connection that leads to no relay is served by: it knows a chain's name, and `/livez`.
final class Accepting {
  private Accepting() {}

  static AcceptSettings on(
      Channel channel, LimitSettings limits, Held held, SteadyClock clock, AtomicBoolean draining) {
    return new AcceptSettings(
        new AtomicReference<>(
            new Serving(
                ListenSettings.DEFAULTS,
                limits,
                List.of("ethereum"),
                Map.of(channel.eventLoop(), Map.of()),
                Set.of())),
        new Connections(new Connections.Limits(10, 10)),
        new CallRates(0, clock),
        (_, uri) ->
            uri.equals("/livez")
                ? Optional.of(new Pages.Page(200, "text/plain", "alive\n"))
                : Optional.empty(),
        held,
        new RequestIds(7),
        clock,
        draining);
  }
}
