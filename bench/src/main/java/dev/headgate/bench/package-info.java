/// What a fault costs, and what a call costs: measured on real sockets with simulated nodes, in one
/// process.
///
/// - `bench faults`: [FaultRun] starts a chain of two simulated nodes and a gateway in front, lets
///   [OpenLoad] send calls on schedule whatever the answers do (so that a stall hides nothing:
///   latency counts from when a call was due), switches a fault on and off, and says in a
///   [FaultRow] what the clients saw.
/// - `bench load`: one load on any server; see `load`.
/// - `bench compare`, `bench scale`: Headgate, HAProxy, nginx and rivals side by side, each a
///   process of its own in front of a fixed `node`, measured with what `machine` knows; see
///   `compare`.
/// - `bench allocation`: [Allocation], bytes per call on the event loops.
/// - `bench policy`: which node serves, simulated on a manual clock; see `policy`.
///
/// Load, nodes and gateway share the machine, and here even a process: compare rows of one run, and
/// read the longest stall beside the one before the fault.
@NullMarked
package dev.headgate.bench;

import org.jspecify.annotations.NullMarked;
