package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A `run` whose command line is understood.
///
/// A gateway's start is what clients wait for, and picocli is a third of it: its classes are of
/// Java 5's format, which no AOT cache takes, so they are read and verified anew each time. The
/// command lines that services are started with are so few and short that [#of] reads them without
/// it; whatever else is written goes to picocli, which means the same.
///
/// @param config read unless chains are given
/// @param chains as `NAME=URL,URL`, instead of a configuration
record Running(ConfigOption config, List<String> chains) {
  Running {
    chains = List.copyOf(chains);
  }

  /// Understands `run`, `run --config FILE` and `run --chain NAME=URL ...`.
  ///
  /// @return empty for every other command line, right or wrong
  static Optional<Running> of(String... args) {
    if (args.length == 0 || !args[0].equals("run")) {
      return Optional.empty();
    }
    if (args.length == 1) {
      return Optional.of(new Running(new ConfigOption(), List.of()));
    }
    List<String> values = Arrays.asList(args).subList(2, args.length);
    if (values.isEmpty() || values.stream().anyMatch(Running::isNoPlainValue)) {
      return Optional.empty();
    }
    return switch (args[1]) {
      case "--config" ->
          values.size() == 1
              ? Optional.of(new Running(ConfigOption.of(Path.of(values.getFirst())), List.of()))
              : Optional.empty();
      case "--chain" -> Optional.of(new Running(new ConfigOption(), values));
      default -> Optional.empty();
    };
  }

  /// What picocli would read otherwise: options, quotes, `@files`.
  private static boolean isNoPlainValue(String value) {
    return value.isEmpty() || "-@\"'".indexOf(value.charAt(0)) >= 0;
  }

  /// Starts a gateway and waits for its end.
  ///
  /// @return the exit code
  int serve(Surroundings surroundings, PrintWriter out, PrintWriter err) {
    try {
      return Service.await(start(surroundings, out, err));
    } catch (InvalidConfig | Failure wrong) {
      return Exit.of(wrong, err).orElse(Exit.FAILED);
    }
  }

  /// Starts a gateway, and says where it serves.
  Gateway start(Surroundings surroundings, PrintWriter out, PrintWriter err)
      throws InvalidConfig, Failure {
    GatewaySettings settings = settings(surroundings, err);
    Gateway gateway = Service.start(settings, source(surroundings), surroundings.env());
    out.println(serving(gateway, settings));
    out.flush();
    return gateway;
  }

  private ConfigSource source(Surroundings surroundings) {
    return chains.isEmpty()
        ? ConfigSource.file(
            config.file(surroundings), surroundings.env(), surroundings.processors())
        : ConfigSource.NONE;
  }

  private GatewaySettings settings(Surroundings surroundings, PrintWriter err)
      throws InvalidConfig {
    return chains.isEmpty()
        ? config.read(surroundings, err)
        : ConfigOption.orThrow(ConfigReader.checkChains(chains, surroundings.processors()), err);
  }

  private static String serving(Gateway gateway, GatewaySettings settings) {
    String rpc = "http://" + Service.text(gateway.rpcAddress());
    return "headgate serves %s; status: http://%s/status"
        .formatted(
            settings.chains().stream()
                .map(ChainSettings::chain)
                .map(chain -> rpc + "/" + chain.name())
                .collect(Collectors.joining(" ")),
            Service.text(gateway.adminAddress()));
  }
}
