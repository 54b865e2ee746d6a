/// Faults at random, for as long as one likes, and a judge at the end.
///
/// `bench nemesis` starts a gateway as a process of its own in front of two chains: one of two
/// simulated nodes, which write down all that they receive, and one of two anvils, real processes
/// that are mirrored block by block. A [NemesisPlan], which is a function of its seed, says which
/// node has which fault when, when the gateway itself is stopped for five seconds, and when a busy
/// process takes its processor away. Of each chain one node at a time is in trouble, and the other
/// has had time to be trusted again: so there always is a fit node, and no call that may be
/// repeated has an excuse to fail.
///
/// [NemesisJudge] then says which promises broke: no write doubled or lost, no head backward, none
/// stale, no answer of another call, no repeatable call failed, no storm of attempts, no node left
/// that nothing was wrong with (a stopped or starved gateway must not blame its nodes), and every
/// primary serving again at the end (nothing that was learned of a node in trouble sticks). On a
/// machine with other work a node may be silent without the plan's doing, which is reason enough to
/// leave it: a [Witness] asks the nodes past the gateway and knows.
@NullMarked
package dev.headgate.bench.nemesis;

import org.jspecify.annotations.NullMarked;
