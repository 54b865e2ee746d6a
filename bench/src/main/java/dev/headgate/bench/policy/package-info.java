/// Failover policies on a manual clock: hours of trouble in seconds, on one thread, the same to the
/// byte each time.
///
/// - the *world*: a [Truth] that grows by its block time, some [SimNode]s that see it late and have
///   their [Trouble]s on schedule, clients that ask for the head whatever becomes of their calls
///   ([Load]). One queue of [Events] moves the one clock.
/// - a *policy* decides which node a call goes to. [HeadgatePolicy] is Headgate's own judge,
///   breaker, plan and retry policy, turned by the queue instead of sockets and threads; the others
///   are what one would have without it.
/// - a [Scenario] is a world and a schedule; a [Score] is what the clients saw of it.
///
/// The worlds are alike for all policies: arrivals of calls and blocks do not depend on what a
/// policy does.
///
/// What is not modelled: bytes, connection pools and their waits, threads. A node that is killed
/// resets its calls and refuses the next; one that hangs answers when it wakes.
///
/// [Report] writes all scenarios by all policies into `bench/report.md`, so that a change of policy
/// shows as a diff; [Invariants] holds random scenarios against the contract.
@NullMarked
package dev.headgate.bench.policy;

import org.jspecify.annotations.NullMarked;
