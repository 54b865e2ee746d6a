/// What is seen of the nodes: probes, and what real traffic told.
@NullMarked
package dev.headgate.health.gather;

import org.jspecify.annotations.NullMarked;
