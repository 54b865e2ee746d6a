package dev.headgate.config;

import java.util.List;

/// Configurations that are taken.
final class ConfigTexts {
  private static final String TWO = "chains: {x: {nodes: [{http: http://a}, {http: http://b}]}}\n";

  private ConfigTexts() {}

  static List<String> taken() {
    return List.of(
        ConfigWriterTest.AWKWARD,
        TWO,
        "listen:\nlimits: {}\nmethods: {allow: }\n" + TWO,
        "listen: {rpc: \"[::1]:1\", admin: localhost:2, trustedProxies: [10.0.0.7, \"::1\"], stamps: true}\n"
            + TWO,
        "listen: {stamps: \"${S:-false}\", drainDelay: \"${D:-5s}\"}\nthreads: ${T:-auto}\n" + TWO,
        "threads: 3\nlimits: {body: 1MiB, response: 1GiB, batch: \"10\", held: \"${H:-1GiB}\"}\n"
            + TWO,
        "calls: {hedgeAfter: off, retryBudget: 0}\n" + TWO,
        "chains: {x: {chainId: \"5\", nodes: [{name: 7, http: HTTP://a, role: \"${R:-primary}\", headers: {N: 1, B: true}}]}}\n",
        "methods: {deny: [debug_*, \"!debug_trace*\"], route: {eth_call: [x-a]}}\n" + TWO,
        "health: {lag: {blocks: 3}, slow: {times: 4}, errors: {percent: 20}, failbackAfter: 0s}\n"
            + TWO);
  }
}
