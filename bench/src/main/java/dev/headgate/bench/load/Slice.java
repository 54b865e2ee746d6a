package dev.headgate.bench.load;

/// The calls that were due in one slice of time.
///
/// @param atMillis the slice's beginning, from the run's
/// @param calls that were due then and have ended since; a batch counts as one
/// @param failures of them
/// @param p50Micros latency from when a call was due, answered or not; 0 without calls
/// @param maxMicros the slowest of them
public record Slice(
    long atMillis, long calls, long failures, long p50Micros, long p99Micros, long maxMicros) {}
