package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import dev.headgate.config.Spelling;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The main class: picks the command and turns its end into an exit code.
@Command(
    name = "headgate",
    description = "RPC failover gateway for blockchain nodes.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:fine", "1:failed", "2:wrong usage", "3:configuration refused"})
public final class Headgate implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(Surroundings.ofProcess(), out, err, args));
  }

  /// Every command; a new one is added here and nowhere else.
  private static List<Object> commands(Surroundings surroundings) {
    return List.of(
        new DemoCommand(surroundings),
        new RunCommand(surroundings),
        new CheckConfigCommand(surroundings),
        new PrintConfigCommand(surroundings),
        new StatusCommand(surroundings),
        new ExplainCommand(surroundings),
        new HistoryCommand(surroundings),
        GenCommand.with(surroundings),
        new SwitchoverCommand(surroundings),
        new CordonCommand(surroundings),
        new UncordonCommand(surroundings),
        new PauseCommand(surroundings),
        new ResumeCommand(surroundings),
        new AckCommand(surroundings),
        new ReloadCommand(surroundings),
        new DrainCommand(surroundings),
        new VersionCommand(),
        new CommandLine.HelpCommand());
  }

  /// Runs one command line in this process.
  ///
  /// @return the exit code
  static int run(Surroundings surroundings, PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Headgate());
    commands(surroundings).forEach(line::addSubcommand);
    // Else `--chain x=http://a --confg f` would take the misspelt option for a second chain.
    line.setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Headgate::wrongUsage)
        .setExecutionExceptionHandler(Headgate::failed);
    int code = line.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /// Without a command.
  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getErr());
    }
    return Exit.USAGE;
  }

  private static int wrongUsage(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && unmatched.getUnmatched().stream().noneMatch(word -> word.startsWith("-"))) {
      err.println("headgate: " + unmatched(line, unmatched.getUnmatched().getFirst()));
    } else {
      err.println("headgate: " + wrong.getMessage());
      UnmatchedArgumentException.printSuggestions(wrong, err);
    }
    err.println("See: " + line.getCommandSpec().qualifiedName() + " --help");
    return Exit.USAGE;
  }

  /// What to say to a word that is nobody's: a command that there is not, or one too many.
  private static String unmatched(CommandLine line, String word) {
    String name = line.getCommandSpec().qualifiedName();
    if (line.getSubcommands().isEmpty()) {
      return "`%s` takes no further `%s`".formatted(name, word);
    }
    return "there is no `%s %s`"
        .formatted(name, word)
        .concat(
            Spelling.nearest(word, line.getSubcommands().keySet())
                .map(near -> ". Did you mean: %s %s?".formatted(name, near))
                .orElse(""));
  }

  /// @throws Exception one that is no user's mistake but ours, with its stack trace
  private static int failed(Exception wrong, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    PrintWriter err = line.getErr();
    if (wrong instanceof InvalidConfig) {
      err.print(wrong.getMessage());
      err.println("headgate: the configuration is refused.");
      return Exit.CONFIG_REFUSED;
    }
    if (wrong instanceof Failure) {
      err.println("headgate: " + wrong.getMessage());
      return Exit.FAILED;
    }
    throw wrong;
  }
}
