package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.simulate.Simulation;
import java.net.URI;
import java.util.stream.Collectors;

/// What `demo` prints: where everything is, and three things to try.
final class DemoGuide {
  private DemoGuide() {}

  static String text(Gateway gateway, Simulation simulation, URI faultUri) {
    String rpc = "http://" + Service.text(gateway.rpcAddress());
    String admin = "http://" + Service.text(gateway.adminAddress());
    String faults = faultUri.toString().replaceAll("/$", "");
    String chains =
        simulation.chains().stream()
            .map(
                chain -> "  %-10s %s/%s".formatted(chain.truth().name(), rpc, chain.truth().name()))
            .collect(Collectors.joining("\n"));
    return """
    Headgate demo: four chains, each with a simulated primary (-a) and standby (-b).

    %s
      status     %s/status   (?format=text in a terminal)
      metrics    %s/metrics
      faults     %s/

    Ask for a head, and see which node gave it:
      curl -si %s/ethereum -H 'content-type: application/json' \\
        -d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'

    Three things to try:
    1. Kill the primary. Calls go on; one line in this log says who took over:
         curl -X POST %s/fault/ethereum-a/kill
       and bring it back; it gets its place again after 20 s of good health:
         curl -X POST %s/heal/ethereum-a
    2. Hang it: it takes calls and never answers. See `breaker` and `active` in the status:
         curl -X POST %s/fault/arbitrum-a/hang
         curl '%s/status?format=text'
    3. Freeze its head. It answers as fast as ever, and is left all the same:
         curl -X POST %s/fault/optimism-a/freeze
       Every fault by name: curl %s/

    Ctrl-C ends the demo.
    """
        .formatted(
            chains, admin, admin, faults, rpc, faults, faults, faults, admin, faults, faults);
  }
}
