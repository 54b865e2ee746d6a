package dev.headgate.bench.compare;

/// A figure that is measured once or a few times rather than in every round.
///
/// @param name what was measured
/// @param unit `ms`, `MiB`, `bytes`, `us`, `calls`, or empty for a ratio
public record Figure(String contender, String name, String unit, double value) {}
