package dev.headgate.bench.compare;

/// One contender's figure over another's, taken within each round and then over the rounds, so that
/// what the machine does to both cancels out.
///
/// @param figure `CPU per call`, `calls per second`, `added p50`, `p99`, `p99.9`
public record Ratio(
    String contender, String against, String figure, Scene scene, Quartiles quartiles) {}
