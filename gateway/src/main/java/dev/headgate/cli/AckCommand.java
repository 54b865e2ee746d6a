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

/// `ack`: a person has seen the alarms of a chain.
@Command(
    name = "ack",
    description = "Say that a chain's alarms were seen. Each stays acknowledged until it is over.",
    mixinStandardHelpOptions = true)
final class AckCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  @Parameters(index = "0", paramLabel = "CHAIN", description = "The chain's name.")
  private String chain = "";

  AckCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give("ack", Map.of("chain", chain), OrderOption.USUAL, surroundings, own);
  }
}
