package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchover`: another node becomes the active one.
@Command(
    name = "switchover",
    description = {
      "Make another node of a chain the active one.",
      "A standby keeps the place that it is given so while it is fit, until the next switchover."
    },
    mixinStandardHelpOptions = true)
final class SwitchoverCommand implements Callable<Integer> {
  private static final Pattern TIME = Pattern.compile("(\\d{1,3})(s|m)");
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final OrderOption order = new OrderOption();

  @Parameters(index = "0", paramLabel = "CHAIN", description = "The chain's name.")
  private String chain = "";

  @Option(
      names = "--to",
      paramLabel = "NODE",
      description = "The node's name; default: the best standby.")
  private @Nullable String to;

  @Option(
      names = "--when-caught-up",
      description = "Wait until the node is fit and has every head that the active one has.")
  private boolean whenCaughtUp;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description = "How long to wait, 1s to 10m (default: ${DEFAULT-VALUE}).")
  private String within = "60s";

  SwitchoverCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    Duration wait = time(own);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("chain", chain);
    if (to != null) {
      fields.put("to", to);
    }
    if (whenCaughtUp) {
      fields.put("whenCaughtUp", true);
      fields.put("within", within);
      Output.err(own).println("waits up to " + within + "; `headgate status` shows it");
      Output.err(own).flush();
    }
    Duration patience = whenCaughtUp ? OrderOption.USUAL.plus(wait) : OrderOption.USUAL;
    return order.give("switchover", fields, patience, surroundings, own);
  }

  private Duration time(CommandSpec own) {
    Matcher parts = TIME.matcher(within);
    if (parts.matches()) {
      long count = Long.parseLong(parts.group(1));
      Duration read =
          parts.group(2).equals("m") ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
      if (read.isPositive() && read.compareTo(LONGEST) <= 0) {
        return read;
      }
    }
    throw new ParameterException(
        own.commandLine(), "--within takes a time from 1s to 10m, such as 90s");
  }
}
