package dev.headgate.bench.policy;

/// What the clients saw of a policy in a scenario.
///
/// @param stale answers two blocks or more behind the best of the nodes that were well
/// @param untrue answers of blocks that do not exist: from the future, another branch, another
///   chain
/// @param backward heads lower than one that the same client had seen when it asked
/// @param stallMs the longest that a call took from when it was due, failed ones too
/// @param p99Ms what 99 of 100 calls did not exceed
/// @param transitions changes of the nodes that calls go to
/// @param astraySeconds for how long calls first went to a node in trouble while another was well,
///   counted in calls over calls per second
/// @param attempts questions to nodes per call, without probes
record Score(
    int calls,
    int failed,
    int stale,
    int untrue,
    int backward,
    double stallMs,
    double p99Ms,
    int transitions,
    double astraySeconds,
    double attempts) {}
