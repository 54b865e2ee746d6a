package dev.headgate.cli;

import dev.headgate.chain.Node;
import dev.headgate.config.GatewaySettings;
import dev.headgate.survey.Survey;
import dev.headgate.survey.Survey.ChainReport;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.SocketSettings;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import dev.headgate.wire.WireSockets;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/// `--probe`: each node of the configuration is asked what it is and can do.
final class ProbeOption {
  /// For all questions to one node; they are asked side by side.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Option(
      names = "--probe",
      description =
          "Also dial each node: chain id, genesis, clock, WebSocket, methods, state, batch, round trip.")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }

  /// Blocks until all nodes have answered, or 15 seconds have passed.
  List<ChainReport> ask(GatewaySettings settings) throws InterruptedException {
    List<Node> nodes =
        settings.chains().stream().flatMap(each -> each.chain().nodes().stream()).toList();
    SteadyClock clock = SteadyClock.system();
    try (Loops loops = new Loops(1);
        Wire wire = new Wire(loops, nodes, clock, (_, _) -> {}, (_, _) -> {});
        WireSockets sockets = new WireSockets(wire, nodes, SocketSettings.DEFAULTS)) {
      WireQuestions questions = new WireQuestions(wire, nodes);
      return new Survey(questions, sockets, clock, PATIENCE).of(settings.chains());
    }
  }
}
