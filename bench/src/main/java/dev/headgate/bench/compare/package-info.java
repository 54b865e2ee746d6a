/// Side by side: Headgate, HAProxy, nginx and rivals, each a process of its own, in front of the
/// same node.
@NullMarked
package dev.headgate.bench.compare;

import org.jspecify.annotations.NullMarked;
