/// One attempt, and what may stand beside it: breaker, deadline, hedge, an exchange of `wire/`.
///
/// - A [Lane] is the way to one node on one event loop: the loop's pool, the node's shared
///   [NodeState], the loop's own [dev.headgate.request.plan.LatencyQuantile].
/// - An [Attempt] is one exchange of one [Parcel] (a call, or the calls of a batch that travel
///   together). It keeps the answer until it is whole, or hands it on as it comes once it is longer
///   than `hold` and begins as a result should.
/// - A [Sending] is an attempt with its clock: after a delay learned from the node a second node is
///   asked too, and after a longer one the node is found silent, or only slow. It ends once, in an
///   [AttemptEnd].
/// - [Lacks] is what nodes said they have not, methods and pruned state, so that they are not asked
///   again in vain.
/// - [NodeBreaker] is the only file that knows resilience4j.
///
/// *Why a loser of a hedge is read to its end* and not cut: HTTP/1.1 knows no cancel but closing,
/// and a slow node would then pay for a new connection with every call. What it answers late is
/// still news of it.
///
/// *Why silence is asked of the node, not of the call*: a call may take seconds in good health. A
/// node is silent when no byte came from it, to anyone, probes included, since the call was sent.
///
/// *Why scarce memory sheds and blames nobody*: all bytes of calls and answers are outside the
/// heap, and [Held] knows how much of that is left. At three quarters no call is taken and no long
/// answer begins; what flows waits for its client part by part. Should the JVM's limit be met all
/// the same, the call ends as one that there is no room for, and the node's account stays as it is.
///
/// *Why a node's lack of state is remembered and not only tried elsewhere*: the retry budget bounds
/// what is tried elsewhere, and before a pruned primary most calls about old blocks failed by it,
/// though the archive beside it had the answers. It is kept by method, because a node prunes state,
/// receipts and proofs at different depths.
///
/// *Why a hedge lost in silence counts only after [Sending#SILENCE_FLOOR]*: a pause of the node's
/// garbage collector is over by then; the hedges carry the calls meanwhile, and five in a row open
/// the breaker as any other failure does.
@NullMarked
package dev.headgate.request.send;

import org.jspecify.annotations.NullMarked;
