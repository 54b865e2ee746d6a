package dev.headgate.bench.proof;

import dev.headgate.bench.compare.Comparison;
import dev.headgate.bench.compare.ScaleResult;
import dev.headgate.bench.fault.FaultPlots;
import dev.headgate.bench.fault.FaultResult;
import dev.headgate.bench.front.FrontKind;
import dev.headgate.bench.report.Block;
import dev.headgate.bench.report.Block.Prose;
import dev.headgate.bench.report.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What was measured until now, as a page. Pure.
///
/// @param comparison empty while it has not been made, like `scale`
record Measured(
    List<FaultResult> faults, Optional<Comparison> comparison, Optional<ScaleResult> scale) {
  Measured {
    faults = List.copyOf(faults);
  }

  Page page(List<Page.Fact> facts) {
    List<Page.Section> sections = new ArrayList<>();
    comparison.ifPresent(
        one -> sections.add(new Page.Section("Targets", ComparePlots.targets(one))));
    if (!faults.isEmpty()) {
      List<Block> blocks = new ArrayList<>();
      blocks.add(
          new Prose(
              "All fronts stand before the same two nodes and meet the same fault of the primary at the same moment. Latency counts from when a call was due, so that a stall hides nothing. Judged: when the gateway's own history says that it left the node."));
      blocks.addAll(FaultPlots.of(faults));
      sections.add(new Page.Section("What a fault costs", blocks));
    }
    comparison.ifPresent(
        one -> sections.add(new Page.Section("What a call costs", ComparePlots.of(one))));
    scale.ifPresent(
        one -> sections.add(new Page.Section("How cost grows with work", ScalePlots.of(one))));
    return new Page("Headgate, measured", lead(), facts, sections);
  }

  /// The faults in one paragraph.
  private String lead() {
    if (faults.isEmpty()) {
      return "Side by side on one machine.";
    }
    List<String> sentences = new ArrayList<>();
    for (FrontKind kind : FrontKind.values()) {
      List<FaultResult> of =
          faults.stream().filter(one -> one.front().equals(kind.title())).toList();
      if (!of.isEmpty()) {
        sentences.add(sentence(kind.title(), of));
      }
    }
    return "Under %d faults: ".formatted(faults.stream().map(FaultResult::fault).distinct().count())
        + String.join("; ", sentences)
        + ".";
  }

  private static String sentence(String front, List<FaultResult> of) {
    int calls = of.stream().mapToInt(FaultResult::calls).sum();
    int failed = of.stream().mapToInt(FaultResult::failed).sum();
    int wrong = of.stream().mapToInt(FaultResult::wrong).sum();
    double stall = of.stream().mapToDouble(FaultResult::stallMs).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%s failed %,d of %,d calls, answered %,d wrongly (stale, backward or another call's), and its longest stall was %,.0f ms",
        front,
        failed,
        calls,
        wrong,
        stall);
  }

  /// Everything, for machines.
  Map<String, Object> figures(List<Page.Fact> facts) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("measuredWith", facts);
    figures.put("faults", faults);
    comparison.ifPresent(one -> figures.put("comparison", one));
    scale.ifPresent(one -> figures.put("scale", one));
    return figures;
  }
}
