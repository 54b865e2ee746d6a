package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `drain`: the gateway ends as after SIGTERM.
@Command(
    name = "drain",
    description = "Have a running gateway end without a failed call, as SIGTERM does.",
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  DrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give("drain", Map.of(), OrderOption.USUAL, surroundings, own);
  }
}
