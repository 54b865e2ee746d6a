/// Observations to verdicts, and from these the node that serves. Pure: no Netty, no files, no
/// clock, no logger; values in, a value out, so that each rule is a story on a stopped clock.
///
/// One turn of the [Judge], from the state before to the state after:
///
/// 1. each [Observation] goes into the memory of its node: answered or silent, whose chain, which
///    head since when and which blocks led to it ([Branch]), its breaker's state, how often it
///    failed ([Tally]) and how long it took ([Latencies]), what it cannot do ([Skills]);
/// 2. the chain's own identity is learned, once, from its primaries;
/// 3. nodes whose blocks differ by three and more, for longer than a race or a reorganisation takes
///    to reach all, are on different [Forks]: the larger side is kept, among equals the one kept
///    before, then the primary's. What is on the other side makes nobody lag;
/// 4. the *tip* is the highest head that is believed. The block time is a third witness where two
///    nodes cannot outvote each other: nobody may run ahead by more blocks than time allows;
/// 5. *lag* is counted in blocks behind the tip, and in time: how long another node has had a head
///    that this one lacks. Ten blocks are two minutes on one chain and two seconds on another, so
///    only both together make a node unfit;
/// 6. who fails too often while another does not is unfit, too. Who became many times slower than
///    it was, and than another is ([Speed]), stays fit, for it could serve, but does not keep its
///    place;
/// 7. every node gets its [Verdict], with the reason in words, and a score ([ScoreParts]);
/// 8. the active node is chosen ([Succession]): leave at once, return late.
///
/// **Leave at once.** An unfit active node is left in the turn in which it is found unfit, whatever
/// was before. A fit one is left when it lacks a head for `handover`, or is slow for `slow.time`. A
/// score moves nothing by itself: it orders the standbys ([Ranking]), slowly.
///
/// **Return late.** A primary gets its place back when it was well for its [HoldDown]. *Well* is
/// fit, level and not slow without a break; the hold is `failbackAfter`, doubled by each loss of
/// its place before it was quiet for `flapWindow` after its return, at most eightfold or an hour,
/// and halved per quiet period. What could also stay keeps to three changes within `flapWindow`: so
/// a return that would be the third waits, because the leaving that may follow it would be the
/// fourth. For half a minute a node that came back is on [Probation]: to lose its place then is a
/// flap, however long ago the last time was.
///
/// **When nobody is fit** the least bad one serves: reachable before silent, breaker closed before
/// not, on the kept fork before the other, less behind before more. The first good probe of any
/// node ends this, without the usual `rise`.
///
/// **Whose process ended** (nobody listened when it was probed, or when a call came) may come back
/// as a node of another chain: no call goes to it, not even as the last resort, before it has said
/// anew whose it is. Its place it keeps until `fall` probes failed. One that was only silent stays
/// what it was, and keeps the calls that nobody else can take.
///
/// **When all stand still** nothing moves: [ChainHealth#stalled()] says that it is the chain.
///
/// **Orders** of operators ([Order]) come with a turn's observations and are decided in it, each
/// with a [Decision]; what is in force is kept in [Orders]. A switchover moves the place to a fit
/// node that is not behind, or waits for one; a standby keeps the place that it was given so while
/// it is fit. A cordoned node is unfit by order: no call goes to it while another answers, it makes
/// nobody late, and it serves when it is the last. In a pause the active node keeps its name
/// whatever it does, unless it is of another chain; while it is unfit the order of the nodes begins
/// with the fit ones all the same, so that no call waits for it. An [acknowledged][Order.Ack] alarm
/// stays so until it is over. A place that changed by order is no loss: nothing grows a hold.
///
/// **When this process stood still** (a turn is over two seconds late) all that is known is as old
/// as that: the picture stays, and says so ([ChainHealth#drowsy()]), until each reachable node was
/// asked anew and has answered, or had the time to.
///
/// A head is heard of in two ways: a node *pushes* it over its WebSocket, or a probe *polls* it. A
/// push is quicker and moves the head at once, and never down; only a probe tells whether the node
/// answers, and what its head truly is.
///
/// Why the breaker is an observation like any other: a proxy whose breaker refuses calls unseen by
/// its judge sees no failures any more, and takes the broken node for a healthy one. Why calls and
/// probes share a tally but not their latencies: a failure is a failure, but who gets traffic
/// answers other questions than who is only probed.
@NullMarked
package dev.headgate.health.judge;

import org.jspecify.annotations.NullMarked;
