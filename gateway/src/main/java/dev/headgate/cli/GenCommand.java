package dev.headgate.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gen`: files for other programs, from the configuration, on standard output.
@Command(
    name = "gen",
    description = "Write a file for another program from the configuration, to standard output.",
    synopsisSubcommandLabel = "FILE",
    mixinStandardHelpOptions = true)
final class GenCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  private GenCommand() {}

  /// With what it can write.
  static CommandLine with(Surroundings surroundings) {
    return new CommandLine(new GenCommand()).addSubcommand(new GenHaProxyCommand(surroundings));
  }

  /// Without saying what.
  @Override
  public Integer call() {
    if (spec == null) {
      return Exit.USAGE;
    }
    throw new ParameterException(
        spec.commandLine(),
        "say what to write: headgate gen " + String.join("|", spec.subcommands().keySet()));
  }
}
