package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import dev.headgate.generate.HaProxyFile;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gen haproxy`: `haproxy.cfg` from `front` and the chains.
@Command(
    name = "haproxy",
    description = "Write haproxy.cfg: HAProxy in front of one or more gateways.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Look at it, check it, and put it in place:",
      "  headgate gen haproxy > haproxy.cfg && haproxy -c -f haproxy.cfg"
    })
final class GenHaProxyCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--direct-nodes",
      description =
          "While no gateway can serve a chain, let its nodes answer single plain reads. The file then"
              + " holds the nodes' URLs and headers, secrets too.")
  private boolean directNodes;

  GenHaProxyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig {
    Output.of(spec)
        .print(HaProxyFile.write(config.read(surroundings, Output.err(spec)), directNodes));
    return Exit.FINE;
  }
}
