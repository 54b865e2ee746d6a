package dev.headgate.request.accept;

import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.Relay;

/// Where a path leads on one event loop.
public record Route(Relay relay, HealthBoard.Slot health) {}
