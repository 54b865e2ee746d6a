/// The latest picture of each chain, who is told of a new one, and the one sentence per change of
/// mind. The [Journal] keeps each change of the active node with what the judge had seen, enough to
/// decide it again.
@NullMarked
package dev.headgate.health.publish;

import org.jspecify.annotations.NullMarked;
