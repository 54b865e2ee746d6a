package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `explain`: the order of a chain's nodes for a call of a method.
@Command(
    name = "explain",
    description = "Ask a running gateway where a call would go now, and why.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final AdminOption admin = new AdminOption();

  @Parameters(index = "0", paramLabel = "CHAIN", description = "The chain's name.")
  private String chain = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "METHOD",
      description = "The method; default: eth_blockNumber.")
  private @Nullable String method;

  ExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    CommandSpec own = Objects.requireNonNull(spec);
    String of = method == null ? "" : "&method=" + encode(method);
    Output.of(own).println(admin.ask("/explain?chain=" + encode(chain) + of, surroundings, own));
    return Exit.FINE;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
