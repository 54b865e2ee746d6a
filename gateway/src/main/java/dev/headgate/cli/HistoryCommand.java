package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `history`: each change of the active nodes.
@Command(
    name = "history",
    description = "Ask a running gateway when the active nodes changed, why, and what it saw then.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final AdminOption admin = new AdminOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "CHAIN",
      description = "The chain's name; default: all of them.")
  private @Nullable String chain;

  HistoryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    String page = chain == null ? "/history" : "/history?chain=" + ExplainCommand.encode(chain);
    Output.of(own).println(admin.ask(page, surroundings, own));
    return Exit.FINE;
  }
}
