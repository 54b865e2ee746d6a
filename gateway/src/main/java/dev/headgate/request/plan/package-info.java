/// Which nodes a call goes to, and what follows when an attempt has ended. Pure: values in, a value
/// out.
///
/// - [Planner]: `(Method, ChainHealth) -> Plan`, the nodes best first.
/// - [RetryPolicy]: `(MethodClass, Standing, Outcome) -> NextStep`. The one table of what may be
///   repeated, where, and at whose expense.
/// - [Floor]: which head a call about the head needs at least.
/// - [NodeErrors]: what a node's own error means. Matched by message first and code second, because
///   nodes disagree about codes (reth says "request beyond head block" as -32602).
/// - [RetryBudget] and [LatencyQuantile] are small counters that are handed the time.
///
/// An [Outcome] says what is known of the call's fate, not which exception was thrown:
/// [Outcome.NotSent] and [Outcome.Lost] are two types because a transaction may follow the one
/// freely and the other not.
///
/// *Why a failed call goes on before anybody is asked whether the primary is out*: four rivals
/// asked first, and lost hundreds of calls while they waited for the answer. The plan holds the
/// standby from the start.
@NullMarked
package dev.headgate.request.plan;

import org.jspecify.annotations.NullMarked;
