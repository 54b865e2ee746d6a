package dev.headgate.cli;

import dev.headgate.config.Spelling;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands, as picocli knows them. Whoever loads this class loads picocli.
@Command(
    name = "headgate",
    description = "RPC failover gateway for blockchain nodes.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:fine", "1:failed", "2:wrong usage", "3:configuration refused"})
final class Commands implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /// Every command; a new one is added here and nowhere else.
  private static Map<String, Function<Surroundings, Object>> all() {
    Map<String, Function<Surroundings, Object>> all = new LinkedHashMap<>();
    all.put("demo", DemoCommand::new);
    all.put("run", RunCommand::new);
    all.put("check-config", CheckConfigCommand::new);
    all.put("print-config", PrintConfigCommand::new);
    all.put("status", StatusCommand::new);
    all.put("explain", ExplainCommand::new);
    all.put("history", HistoryCommand::new);
    all.put("gen", GenCommand::with);
    all.put("switchover", SwitchoverCommand::new);
    all.put("cordon", CordonCommand::new);
    all.put("uncordon", UncordonCommand::new);
    all.put("pause", PauseCommand::new);
    all.put("resume", ResumeCommand::new);
    all.put("ack", AckCommand::new);
    all.put("reload", ReloadCommand::new);
    all.put("drain", DrainCommand::new);
    all.put("train", TrainCommand::new);
    all.put("version", _ -> new VersionCommand());
    all.put("help", _ -> new CommandLine.HelpCommand());
    return all;
  }

  /// The command that is named first, alone, because picocli takes 10 ms for each that it is told
  /// of; all of them when that is none, or the one that speaks of the others.
  private static Collection<Function<Surroundings, Object>> wanted(String... args) {
    Map<String, Function<Surroundings, Object>> all = all();
    boolean alone = args.length > 0 && all.containsKey(args[0]) && !args[0].equals("help");
    return alone ? List.of(all.get(args[0])) : all.values();
  }

  /// Runs one command line in this process.
  ///
  /// @return the exit code
  static int run(Surroundings surroundings, PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Commands());
    wanted(args).forEach(command -> line.addSubcommand(command.apply(surroundings)));
    // Else `--chain x=http://a --confg f` would take the misspelt option for a second chain.
    line.setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Commands::wrongUsage)
        .setExecutionExceptionHandler(Commands::failed);
    return line.execute(args);
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
    return Exit.of(wrong, line.getErr()).orElseThrow(() -> wrong);
  }
}
