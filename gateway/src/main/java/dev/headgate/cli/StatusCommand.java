package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `status`: what a running gateway's admin listener says.
@Command(
    name = "status",
    description = "Ask a running gateway which node serves each chain, and why.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final AdminOption admin = new AdminOption();

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    Output.of(own).println(admin.ask("/status", surroundings, own));
    return Exit.FINE;
  }
}
