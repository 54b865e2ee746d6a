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

/// `reload`: the gateway reads its configuration again.
@Command(
    name = "reload",
    description = "Have a running gateway read its configuration again: all of it, or nothing.",
    mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  ReloadCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    return order.give("reload", Map.of(), OrderOption.USUAL, surroundings, own);
  }
}
