/// What Headgate does for its clients, measured so that a sceptic can repeat it: on real sockets,
/// with real programs beside it.
///
/// - `bench short`, `bench full`: all of it in one report; see `proof`.
/// - `bench faults`: what a fault costs the clients of Headgate, HAProxy and nginx; see `fault`.
/// - `bench nemesis`: random faults, and whether every promise was kept; see `nemesis`.
/// - `bench load`: one load on any server; see `load`.
/// - `bench compare`, `bench scale`: Headgate, HAProxy, nginx and rivals side by side, each a
///   process of its own in front of a fixed `node`, measured with what `machine` knows; see
///   `compare`.
/// - `bench allocation`: [Allocation], bytes per call on the event loops.
/// - `bench jmh`: what scanner, plan and judge cost, in nanoseconds; see `jmh`.
/// - `bench policy`: which node serves, simulated on a manual clock; see `policy`.
///
/// What is measured becomes a page in `report`. `front` has the processes between clients and
/// nodes, `anvil` the real nodes.
///
/// Load, nodes and fronts share the machine: compare rows of one run, and read the longest stall
/// beside the one before the fault.
@NullMarked
package dev.headgate.bench;

import org.jspecify.annotations.NullMarked;
