/// The journey of a call: **accept -> decode -> plan -> send**, and back.
///
/// - [Relay] takes a request's bytes on one event loop and says what happens to them, on one
///   screen.
/// - A [Journey] is one request under way: one call, or a batch whose calls may part and are joined
///   again in order.
/// - [Replies] is the client's side of it, which `accept` implements; [CallRecorder] is told how
///   calls ended.
///
/// **The floor** keeps heads from going backward (INTERFACE section 6.3). [ChainHeads] knows each
/// node's head, by the judge's pictures and by what nodes answered since, and the chain's
/// [dev.headgate.request.plan.Floor]. A call goes to the best node that has the head it needs;
/// which block it asks about is read only when a node is met that may lack it. While no fit node
/// has it the call sits in the [WaitingRoom], and the nodes are asked for their heads, one question
/// in flight per node. The number in an answer about the latest block is checked on its way back as
/// well: a head below the floor or beyond reason, and `null` for a hash from a node that was not
/// active for long, are *doubtful*: another node is asked first. [TransactionTakers] remembers for
/// a minute who took which transaction, so that a sender finds its own.
///
/// **After a standstill** of this process (a SIGSTOP, a starved host) all that is known is as old
/// as that. Calls then wait for the judge's next picture ([Awakening]), some milliseconds as a rule
/// and `headWait` at most; a head that is new in it is the floor at once, for it has most likely
/// been there for longer than any grace. Without that, five seconds of SIGSTOP cost 170 of 300
/// calls an answer three blocks old, and a primary that was started anew as a node of another chain
/// meanwhile answered ten.
///
/// *Why the floor is not left to the judge*: between two probes a fit standby may deliver a head
/// that the active node has not shown yet; the next call would go back in time. The judge decides
/// about nodes in seconds, the floor about single calls in microseconds.
///
/// *Why a failed call goes on in the same turn of the event loop*: the plan holds the standby from
/// the start, so that nothing has to be asked first. Of four rivals measured under the same faults,
/// the three that asked "is the primary out?" before they asked the standby lost hundreds of calls.
@NullMarked
package dev.headgate.request;

import org.jspecify.annotations.NullMarked;
