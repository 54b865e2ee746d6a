/// The fixed node: canned answers for next to no CPU, so that what stands in front of it is what is
/// measured. [dev.headgate.bench.node.FixedNode] is one in this process, with a switch that makes
/// it hang; [dev.headgate.bench.node.FixedNodeMain] one in a process of its own. It is fit for a
/// gateway: it has a chain id, a genesis and a head that advances with the wall clock.
@NullMarked
package dev.headgate.bench.node;

import org.jspecify.annotations.NullMarked;
