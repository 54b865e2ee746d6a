/// The latest picture of each chain, who is told of a new one, and the one sentence per change of
/// mind.
@NullMarked
package dev.headgate.health.publish;

import org.jspecify.annotations.NullMarked;
