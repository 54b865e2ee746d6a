package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `run`: serves until it is told to end. SIGTERM and SIGINT drain and then exit with 0, SIGHUP
/// reads the configuration again.
@Command(
    name = "run",
    description = "Serve.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Two URLs are enough, the first is the primary:",
      "  headgate run --chain ethereum=http://127.0.0.1:8545,http://127.0.0.1:8555"
    })
final class RunCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--chain",
      arity = "1..*",
      paramLabel = "NAME=URL,URL",
      description = "A chain and its nodes, instead of a configuration; several may be given.")
  private List<String> chains = List.of();

  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    GatewaySettings settings = settings();
    Gateway gateway = Service.start(settings, source(), surroundings.env());
    Output.of(spec).println(serving(gateway, settings));
    Output.of(spec).flush();
    return Service.await(gateway);
  }

  private ConfigSource source() {
    return chains.isEmpty()
        ? ConfigSource.file(
            config.file(surroundings), surroundings.env(), surroundings.processors())
        : ConfigSource.NONE;
  }

  private GatewaySettings settings() throws InvalidConfig {
    if (chains.isEmpty()) {
      return config.read(surroundings, Output.err(spec));
    }
    if (config.given().isPresent()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--chain stands instead of a configuration: give --config or --chain, not both");
    }
    return ConfigOption.orThrow(
        ConfigReader.checkChains(chains, surroundings.processors()), Output.err(spec));
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
