package dev.headgate.cli;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSchema;
import dev.headgate.config.ConfigWriter;
import dev.headgate.config.InvalidConfig;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `print-config`: what is in force once defaults, overrides and replacements are applied.
@Command(
    name = "print-config",
    description = "Print the configuration in force, every default written out, secrets masked.",
    mixinStandardHelpOptions = true)
final class PrintConfigCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--schema",
      description =
          "Print the JSON Schema of the configuration instead, for editors; reads no file.")
  private boolean schema;

  PrintConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig {
    if (schema) {
      Output.of(spec).print(ConfigSchema.text());
      return Exit.FINE;
    }
    Output.of(spec).print(masked(config.check(surroundings)));
    return Exit.FINE;
  }

  private String masked(ConfigReader.Reading reading) throws InvalidConfig {
    return ConfigWriter.masked(ConfigOption.orThrow(reading, Output.err(spec)), reading.secrets());
  }
}
