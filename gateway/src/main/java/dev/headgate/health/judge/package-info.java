/// Observations to verdicts, and from these the node that serves. Pure: no Netty, no files, no
/// clock, no logger; values in, a value out, so that each rule is a story on a stopped clock.
///
/// One turn of the [Judge], from the state before to the state after:
///
/// 1. each [Observation] goes into the memory of its node: answered or silent, whose chain, which
///    head since when, its breaker's state;
/// 2. the chain's own identity is learned, once, from its primaries;
/// 3. the *tip* is the highest head that is believed. The block time is a third witness where two
///    nodes cannot outvote each other: nobody may run ahead by more blocks than time allows;
/// 4. *lag* is counted in blocks behind the tip, and in time: how long another node has had a head
///    that this one lacks. Ten blocks are two minutes on one chain and two seconds on another, so
///    only both together make a node unfit;
/// 5. every node gets its [Verdict], with the reason in words;
/// 6. the active node is chosen: leave at once, return late.
///
/// A head is heard of in two ways: a node *pushes* it over its WebSocket, or a probe *polls* it. A
/// push is quicker and moves the head at once, and never down; only a probe tells whether the node
/// answers, and what its head truly is.
///
/// Why the breaker is an observation like any other: a proxy whose breaker refuses calls unseen by
/// its judge sees no failures any more, and takes the broken node for a healthy one.
@NullMarked
package dev.headgate.health.judge;

import org.jspecify.annotations.NullMarked;
