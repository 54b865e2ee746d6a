package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `pause`: the active nodes are left alone.
@Command(
    name = "pause",
    description = {
      "Leave the active node alone: no failover, no return, until `resume`.",
      "While it is unfit its calls go to fit nodes, and come back once it is fit."
    },
    mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "CHAIN",
      description = "The chain's name; default: all of them.")
  private @Nullable String chain;

  PauseCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give(
        "pause",
        chain == null ? Map.of() : Map.of("chain", chain),
        OrderOption.USUAL,
        surroundings,
        own);
  }
}
