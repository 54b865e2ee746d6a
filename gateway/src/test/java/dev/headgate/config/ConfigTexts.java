package dev.headgate.config;

import java.util.List;

/// Configurations that are taken.
final class ConfigTexts {
  private static final String TWO = "chains: {x: {nodes: [{http: http://a}, {http: http://b}]}}\n";

  /// Every odd form that a value may have.
  static final String AWKWARD =
      """
      listen: {rpc: "[::1]:1", agentCheck: "[::1]:3", trustedProxies: []}
      front: {bind: "[::]:2", certificate: /a/b.pem, mode: active, gateways: {null: {rpc: "[::1]:1"}, z: {rpc: 10.0.0.1:1, agentCheck: 10.0.0.1:2}}}
      calls: {hedgeAfter: 15ms, hold: 5000}
      chains:
        null:
          nodes:
            - {name: true, http: "https://h:1/v3/0123456789abcdef?k=v&x=1", ws: "wss://h/?key=v"}
            - {name: b, role: relay, http: http://b/ext/bc/C/rpc, mempool: private, headers: {X-A: "it's: ${A} $${B}, {c}"}}
          methods: {deny: ["!debug_*", "*"], route: {"eth_*": [b, true]}}
        y:
          chainId: 7
          blockTime: 1500ms
          nodes: [{http: http://c}]
      """;

  private ConfigTexts() {}

  static List<String> taken() {
    return List.of(
        AWKWARD,
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
