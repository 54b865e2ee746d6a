/// What is seen of the nodes, as observations for the judge: the heads that they push over their
/// WebSockets ([HeadFollower]), probes ([ProbeRound] asks, on virtual threads, what [Web3jProbe]
/// words) and what real traffic told ([TrafficLog]; attempts are counted in [ChainTraffic], without
/// a lock, and become one observation per node and tick).
///
/// Pushes are quick and may fall silent without a word; polls are slow and sure. So a push moves a
/// head at once, and each poll is held against the pushes ([Watch]): a WebSocket that stays behind
/// two polls in a row is made anew. A node whose WebSocket fails is as fit as its polls say.
///
/// Nothing is concluded here. An answer is taken apart and checked, a failure is put into words,
/// and both are handed on at once: one slow node holds up neither the others nor the tick. This is
/// the only package that knows web3j, and it knows nothing of sockets: it asks through
/// `wire.Questions` and listens through `wire.Sockets`.
@NullMarked
package dev.headgate.health.gather;

import org.jspecify.annotations.NullMarked;
