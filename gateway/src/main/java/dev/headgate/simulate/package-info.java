/// Simulated nodes, and faults on purpose: for `demo`, for tests, for the bench.
///
/// A [SimulatedChain] is the *truth*: which block exists at which moment is a function of time
/// alone, so that nothing has to tick and two processes agree. A [SimulatedNode] sees that truth a
/// little late, over its own listener (HTTP, and WebSocket with `newHeads`), and a [Fault] is what
/// stands between the two: switched on and off while it runs, several at once. A [Simulation] opens
/// several chains with their nodes, and a [FaultPort] lets `curl` do what a test does.
///
/// Answers are derived, not stored: a block's hash carries its number (see `Hashes`), so a block
/// from years ago is answered as fast as the head, and memory holds nothing but submitted
/// transactions and the bounded log of what was received.
@NullMarked
package dev.headgate.simulate;

import org.jspecify.annotations.NullMarked;
