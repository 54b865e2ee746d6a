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

/// `uncordon`: a node may serve again.
@Command(
    name = "uncordon",
    description =
        "Let a cordoned node serve again. A primary gets its place back late; `switchover` is at once.",
    mixinStandardHelpOptions = true)
final class UncordonCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  @Parameters(index = "0", paramLabel = "NODE", description = "The node's name.")
  private String node = "";

  UncordonCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give("uncordon", Map.of("node", node), OrderOption.USUAL, surroundings, own);
  }
}
