/// Headgate: an RPC failover gateway for blockchain nodes. [Gateway] wires the packages; each of
/// them explains itself on its own page.
///
/// **A call, in eight stops.** `request.accept` (a POST arrives, within its limits) →
/// `request.decode` (method, id and params as spans of the bytes) → `request`
/// ([dev.headgate.request.Relay]) → `health.publish` (one read of the chain's picture) →
/// `request.plan` (nodes best first) → `request.send` (breaker, a pooled connection on the same
/// event loop, a hedge beside it) → `request.plan` again with the outcome (reply, another node,
/// give up) → `request.accept` (bytes to the caller). The only step back is from the second `plan`
/// to `send`.
///
/// **A head, in five.** `health.gather` (a node pushes it over its WebSocket, the one that `wire`
/// keeps per node; a probe watches over that) → `health.judge` (tip, lag, verdict, active node) →
/// `health.publish` (one sentence in the log) → read by the next call's plan, by `/readyz` and by
/// `/status`.
///
/// **Reflex and judgement.** The breaker in `request.send` is the reflex: one node, milliseconds,
/// no thought. The judge weighs lag and history, slowly. The reflex may refuse a node that the
/// judge still calls active; then the plan's next node serves. They tell each other what they saw,
/// through two small interfaces of `health.gather`, and neither reaches into the other.
///
/// Words: *chain*, *node*, *primary* and *standby* (what the operator meant), *active* (who serves
/// now), *call*, *plan*, *attempt*, *outcome*, *observation*, *verdict* (fit, unfit), *head*, *tip*
/// (the highest head that is believed), *lag*. *Open* and *closed* belong to the breaker alone.
@NullMarked
package dev.headgate;

import org.jspecify.annotations.NullMarked;
