/// To the nodes: connection pools per event loop, one HTTP exchange on one channel, and the
/// blocking question that probes ask from their virtual threads.
@NullMarked
package dev.headgate.wire;

import org.jspecify.annotations.NullMarked;
