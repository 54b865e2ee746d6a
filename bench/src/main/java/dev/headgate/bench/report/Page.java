package dev.headgate.bench.report;

import java.util.List;

/// All that a report says.
///
/// @param facts what it was measured with: machine, versions, commit, commands
public record Page(String title, String lead, List<Fact> facts, List<Section> sections) {
  public Page {
    facts = List.copyOf(facts);
    sections = List.copyOf(sections);
  }

  /// A name and its value.
  public record Fact(String name, String value) {}

  /// A heading and what stands under it.
  public record Section(String title, List<Block> blocks) {
    public Section {
      blocks = List.copyOf(blocks);
    }
  }
}
