/// What a fault costs the clients of a front: calls on a schedule, a fault that begins and ends
/// while they run, and what the clients saw of it.
///
/// A [Trouble] happens to the primary of some [Nodes] (simulated ones with all the faults of
/// `simulate/`, or real anvils that are hit by signals) or to the front itself. [FaultRuns] puts
/// all fronts before the same nodes at once and lets each have the same load at the same time, so
/// that they meet the very same fault at the very same moment. What each front's clients saw is a
/// [FaultResult], made by [FaultMeasure] from the calls and by the checker of histories from calls
/// and receive logs; [FaultPlots] shows it.
///
/// *To leave* is the time from the fault's begin to the end of the last call that the faulty node
/// still answered, or to the moment at which the last call was due that failed or took longer than
/// 250 ms: the same for every front, and whatever the front believes. *To return* is the time from
/// the fault's end to the node's first answer.
@NullMarked
package dev.headgate.bench.fault;

import org.jspecify.annotations.NullMarked;
