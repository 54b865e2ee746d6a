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

/// `resume`: ends a pause.
@Command(
    name = "resume",
    description = "End a pause; what is due is done at once.",
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "CHAIN",
      description = "The chain's name; default: all of them.")
  private @Nullable String chain;

  ResumeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give(
        "resume",
        chain == null ? Map.of() : Map.of("chain", chain),
        OrderOption.USUAL,
        surroundings,
        own);
  }
}
