/// What the pure middle costs, in nanoseconds and bytes: JMH benchmarks of the scanner
/// ([ScannerBench]), the plan ([PlanBench]) and the judge ([JudgeBench]), which `bench jmh` runs
/// ([JmhRun]).
///
/// Each names in its comment what it should cost at most; the figures were found on two Zen 5 cores
/// and mean little elsewhere, so nothing fails over them.
@NullMarked
package dev.headgate.bench.jmh;

import org.jspecify.annotations.NullMarked;
