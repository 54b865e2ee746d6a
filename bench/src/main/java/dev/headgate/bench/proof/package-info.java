/// The whole proof in one command: `bench short` in some minutes, `bench full` in many more.
///
/// [ProofCommand] runs what there is to run one after the other (the comparison side by side, the
/// faults in front of the same nodes, and in full the scale series too) and writes one page of it
/// with `report`: [ComparePlots] and [ScalePlots] say how comparison and scale look there. What was
/// measured until Ctrl-C is reported too.
@NullMarked
package dev.headgate.bench.proof;

import org.jspecify.annotations.NullMarked;
