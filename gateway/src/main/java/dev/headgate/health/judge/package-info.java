/// Observations to verdicts. Pure: no Netty, no files, no clock, no logger.
@NullMarked
package dev.headgate.health.judge;

import org.jspecify.annotations.NullMarked;
