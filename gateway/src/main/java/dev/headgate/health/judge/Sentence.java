package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The story of a change of the active node, in one sentence.
record Sentence(Chain chain, Optional<Standing> was, Succession.Choice choice, List<Standing> all) {

  String tell() {
    return chain.name() + ": " + choice.node().map(this::serves).orElseGet(this::nobody);
  }

  /// Of a change because the node that served was taken out of the configuration.
  static String removed(Chain chain, Node gone, Succession.Choice choice) {
    return chain.name()
        + ": "
        + choice.node().map(now -> now.node() + " takes over from ").orElse("nobody serves after ")
        + gone
        + ", which is no longer in the configuration";
  }

  private String nobody() {
    return was.map(w -> w.node() + " stops serving, " + w.diagnosis().clause() + ", and ")
            .orElse("")
        + "no node of this chain is left to serve";
  }

  private String serves(Standing now) {
    return was.map(w -> takesOver(now, w)).orElseGet(() -> begins(now))
        + (now.fit() ? "" : "; degraded: " + now.diagnosis().verdict().reason());
  }

  private String begins(Standing now) {
    String others =
        all.stream()
            .filter(s -> s.primary() && !s.fit())
            .map(s -> s.node() + ", " + s.diagnosis().clause() + ",")
            .collect(Collectors.joining(" and "));
    return now.primary() || others.isEmpty()
        ? now.node() + " serves"
        : now.node() + " serves instead of " + others + " from the start";
  }

  private String takesOver(Standing now, Standing was) {
    return switch (choice.why()) {
      case "failback" -> now.node() + " takes over again from " + was.node() + ", being long fit";
      case "handover" ->
          now.node()
              + " takes over from "
              + was.node()
              + ", which is behind by "
              + Diagnosis.blocks(Math.max(was.lagBlocks(), 1))
              + " for "
              + Diagnosis.seconds(was.lagTime());
      case "switchover" ->
          now.node()
              + " takes over from "
              + was.node()
              + ", by order of "
              + choice.by().map(Deed::words).orElse("an operator");
      case "slow" ->
          now.node() + " takes over from " + was.node() + ", which is slow: " + was.slowWords();
      case String other ->
          now.node() + " takes over from " + was.node() + ", " + was.diagnosis().clause();
    };
  }
}
