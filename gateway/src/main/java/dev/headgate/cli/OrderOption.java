package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What every order has: a gateway to give it to, and a reason.
final class OrderOption {
  /// The judge answers within a turn; a crowd of chains is asked one after the other.
  static final Duration USUAL = Duration.ofSeconds(20);

  @Mixin private final AdminOption admin = new AdminOption();

  @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the history.")
  private @Nullable String why;

  /// Gives the order and prints what came of it.
  ///
  /// @param fields of the order
  /// @return the exit code
  int give(
      String act,
      Map<String, ?> fields,
      Duration patience,
      Surroundings surroundings,
      CommandSpec spec)
      throws InvalidConfig, Failure {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    if (why != null) {
      all.put("why", why);
    }
    return admin.order(act, all, patience, surroundings, spec);
  }
}
