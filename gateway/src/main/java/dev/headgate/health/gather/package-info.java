/// What is seen of the nodes, as observations for the judge: probes ([ProbeRound] asks, on virtual
/// threads, what [Web3jProbe] words) and what real traffic told ([TrafficLog]).
///
/// Nothing is concluded here. An answer is taken apart and checked, a failure is put into words,
/// and both are handed on at once: one slow node holds up neither the others nor the tick. This is
/// the only package that knows web3j, and it knows nothing of sockets: it asks through
/// `wire.Questions`.
@NullMarked
package dev.headgate.health.gather;

import org.jspecify.annotations.NullMarked;
