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

/// `cordon`: a node is taken out, for maintenance.
@Command(
    name = "cordon",
    description =
        "Send a node no further call; those under way end as usual. The last node serves on.",
    mixinStandardHelpOptions = true)
final class CordonCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  @Parameters(index = "0", paramLabel = "NODE", description = "The node's name.")
  private String node = "";

  CordonCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give("cordon", Map.of("node", node), OrderOption.USUAL, surroundings, own);
  }
}
