package dev.headgate.cli;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--config FILE`, the same for every command that reads the configuration.
final class ConfigOption {
  private static final Path USUAL = Path.of("config", "headgate.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration; default: config/headgate.yaml here, else where Headgate is.")
  private @Nullable Path file;

  /// As if it had been given on the command line.
  static ConfigOption of(Path file) {
    ConfigOption option = new ConfigOption();
    option.file = file;
    return option;
  }

  Optional<Path> given() {
    return Optional.ofNullable(file);
  }

  /// The file to read: the one given, else the usual one.
  Path file(Surroundings surroundings) {
    Path given = file;
    if (given != null) {
      return given;
    }
    return Files.exists(USUAL)
        ? USUAL
        : surroundings.home().map(home -> home.resolve(USUAL)).filter(Files::exists).orElse(USUAL);
  }

  /// Its settings; warnings go to `err`.
  GatewaySettings read(Surroundings surroundings, PrintWriter err) throws InvalidConfig {
    return orThrow(check(surroundings), err);
  }

  /// What comes of reading it.
  ConfigReader.Reading check(Surroundings surroundings) {
    return ConfigReader.check(file(surroundings), surroundings.env(), surroundings.processors());
  }

  static GatewaySettings orThrow(ConfigReader.Reading reading, PrintWriter err)
      throws InvalidConfig {
    GatewaySettings settings = reading.orThrow();
    reading.problems().stream().map(Problem::render).forEach(err::print);
    err.flush();
    return settings;
  }
}
