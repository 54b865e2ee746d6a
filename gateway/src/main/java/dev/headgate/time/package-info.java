/// The clock and the loop that ticks. Nobody else reads the time or sleeps: whoever decides is
/// handed a `now`, and whoever measures is handed a [SteadyClock], so every test may stop time.
@NullMarked
package dev.headgate.time;

import org.jspecify.annotations.NullMarked;
