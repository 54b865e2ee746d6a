package dev.headgate.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
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
  public Integer call() {
    if (!chains.isEmpty() && config.given().isPresent()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--chain stands instead of a configuration: give --config or --chain, not both");
    }
    return new Running(config, chains).serve(surroundings, Output.of(spec), Output.err(spec));
  }
}
