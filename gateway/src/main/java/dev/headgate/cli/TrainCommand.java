package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.config.InvalidConfig;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `train`: the run that the AOT cache is made of. Starts as `run` does, in front of simulated
/// nodes on ports of its own, serves, shows each of its pages and ends as at SIGTERM; a JVM that
/// was told so ([JEP 514](https://openjdk.org/jeps/514)) then writes down which classes that took
/// and how they were used. The launcher makes of this command what its user means by it: the cache
/// in its place.
@Command(
    name = "train",
    description =
        "Make the AOT cache now, from which later starts take a fraction of the time;"
            + " the first `run` makes it too, a little later.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final String CHAIN = "training";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";

  private static final long TRAINING_CALLS = 30_000;
  private static final Duration LONGEST_TRAINING = Duration.ofMinutes(1);
  private static final int PATIENCE_MILLIS = 10_000;

  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;

  TrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure, IOException {
    Path file = Files.createTempFile("headgate-training", ".yaml");
    try (Simulation nodes =
        Simulation.of(SteadyClock.system()).chain(CHAIN, 4242, Duration.ofSeconds(1), 2).start()) {
      Files.writeString(file, yaml(nodes.nodes(CHAIN)));
      serve(file);
      return Exit.FINE;
    } finally {
      Files.delete(file);
    }
  }

  /// @param file its configuration
  private void serve(Path file) throws InvalidConfig, Failure, IOException {
    // Whoever watches over this process, or asks for its place, is not to hear of this.
    Surroundings alone = new Surroundings(Map.of(), Optional.empty(), surroundings.processors());
    Gateway gateway =
        new Running(ConfigOption.of(file), List.of())
            .start(alone, Output.of(spec), Output.err(spec));
    try {
      // However busy the machine is: what is learned of too few calls is of little use later.
      gateway.warmUp(LONGEST_TRAINING, TRAINING_CALLS);
      for (String page : List.of("/metrics", "/status", "/readyz")) {
        ask(gateway.adminAddress(), "GET " + page + " HTTP/1.1", "");
      }
      ask(gateway.rpcAddress(), "GET /readyz HTTP/1.1", "");
      ask(gateway.rpcAddress(), "POST /" + CHAIN + " HTTP/1.1", CALL);
    } finally {
      gateway.drainAndStop();
    }
  }

  /// Through a bare socket, because the cache would keep all of an HTTP client's classes.
  private static void ask(InetSocketAddress address, String line, String body)
      throws IOException, Failure {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String head =
          "%s\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(line, body.length());
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new Failure(
            "in the training run, %s was answered %s"
                .formatted(line, answer.lines().findFirst().orElse("with nothing")));
      }
    }
  }

  private static String yaml(List<SimulatedNode> nodes) {
    return """
    listen: {rpc: "127.0.0.1:0", admin: "127.0.0.1:0", drainDelay: 0s}
    chains:
      %s:
        chainId: 4242
        blockTime: 1s
        nodes:
    %s
    """
        .formatted(CHAIN, nodes.stream().map(TrainCommand::yaml).collect(Collectors.joining("\n")));
  }

  private static String yaml(SimulatedNode node) {
    return "      - {name: %s, http: \"%s\", ws: \"%s\"}"
        .formatted(node.name(), node.uri(), node.wsUri());
  }
}
