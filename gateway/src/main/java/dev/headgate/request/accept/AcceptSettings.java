package dev.headgate.request.accept;

import dev.headgate.config.LimitSettings;
import dev.headgate.request.RequestIds;
import dev.headgate.request.send.Held;
import dev.headgate.time.SteadyClock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// What every client connection shares.
///
/// @param chains the names that are served, for the answer to a wrong one
/// @param stamps whether answers name node, head and time
/// @param draining once true, every answer is its connection's last
record AcceptSettings(
    LimitSettings limits,
    Pages pages,
    List<String> chains,
    boolean stamps,
    Held held,
    RequestIds ids,
    SteadyClock clock,
    AtomicBoolean draining) {}
