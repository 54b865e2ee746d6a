package dev.headgate.health;

import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.NodeHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The way from the health of one configuration to that of the next: made beforehand by
/// [Health#prepare], which may take its time, and carried out in a moment. Used by one thread.
///
/// A chain whose settings are as before keeps its loop and never notices. Any other gets a new
/// loop, which goes on from what the old one knew; that one has judged until this very moment.
public final class Turnover {
  /// A chain's loop in the next configuration.
  ///
  /// @param before its loop until now; empty for a chain that is new
  /// @param stays whether it is the same loop
  /// @param seen first looks at nodes that are new to the chain
  record Step(HealthLoop loop, Optional<HealthLoop> before, boolean stays, List<ChainState> seen) {}

  private final Health health;
  private final List<Step> steps;
  private final List<HealthLoop> left;

  /// @param left loops of chains that are no more
  Turnover(Health health, List<Step> steps, List<HealthLoop> left) {
    this.health = health;
    this.steps = steps;
    this.left = left;
  }

  /// The chains that are served now and would not be afterwards, each with the reason in a
  /// sentence. Empty when all is well.
  ///
  /// @param served whether a chain is served now
  public List<String> losses(Predicate<String> served) {
    List<String> losses = new ArrayList<>();
    for (Step step : changed()) {
      ChainHealth picture = step.loop().foresee(step.before(), step.seen());
      String chain = step.loop().chain().name();
      if (served.test(chain) && !picture.servable()) {
        losses.add(
            "%s is served now and would not be: %s"
                .formatted(
                    chain,
                    picture.nodes().stream()
                        .map(Turnover::told)
                        .collect(Collectors.joining(", "))));
      }
    }
    return losses;
  }

  private static String told(NodeHealth node) {
    String reason = node.verdict().reason();
    return node.node() + (reason.isEmpty() ? " is fit" : " " + reason);
  }

  /// Whether the chain is the one of this name until now, with whatever nodes and settings.
  public boolean goesOn(String chain) {
    return steps.stream()
        .anyMatch(step -> step.loop().chain().name().equals(chain) && step.before().isPresent());
  }

  /// Whether the chain keeps its place on the board.
  public boolean stays(String chain) {
    return steps.stream()
        .anyMatch(step -> step.stays() && step.loop().chain().name().equals(chain));
  }

  /// Ends the old loops. Nothing is published for the chains that change until [#start].
  ///
  /// @return the first pictures of the chains that change or are new
  public List<ChainHealth> takeOver() {
    left.forEach(HealthLoop::close);
    return changed().stream().map(Turnover::takeOver).toList();
  }

  private static ChainHealth takeOver(Step step) {
    return step.before()
        .map(before -> step.loop().takeOver(before, step.seen()))
        .orElseGet(() -> step.loop().takeOver(step.seen()));
  }

  /// The new loops take their turns from now on.
  public void start() {
    health.goOn(steps.stream().map(Step::loop).toList());
    changed().forEach(step -> step.loop().start());
    left.forEach(loop -> loop.giveUp(gone(loop.chain().name())));
  }

  private String gone(String chain) {
    boolean another = steps.stream().anyMatch(step -> step.loop().chain().name().equals(chain));
    return another
        ? "given up: by a reload " + chain + " is another chain now"
        : "given up: a reload took " + chain + " out of the configuration";
  }

  private List<Step> changed() {
    return steps.stream().filter(step -> !step.stays()).toList();
  }

  /// The judged nodes of a chain that it does not have yet.
  static List<Node> fresh(ChainSettings next, Optional<HealthLoop> before) {
    return next.chain().judged().stream()
        .filter(node ->
            before
                .flatMap(old -> old.chain().node(node.name()))
                .filter(known -> !known.isRelay() && known.isSame(node))
                .isEmpty())
        .toList();
  }
}
