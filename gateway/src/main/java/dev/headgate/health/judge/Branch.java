package dev.headgate.health.judge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which block one node has at which height, as far as its heads and their parents told.
///
/// @param blocks lowest first
record Branch(List<Block> blocks) {

  /// @param at when it was first seen of this node
  record Block(long number, String hash, Instant at) {}

  /// Where two nodes part.
  ///
  /// @param from the lowest height at which they are known to differ without agreeing above
  /// @param to the highest height that is known of both
  /// @param since when both were first seen to differ at `from`
  record Split(long from, long to, Instant since, String one, String other) {
    long depth() {
      return to - from + 1;
    }

    Split reversed() {
      return new Split(from, to, since, other, one);
    }
  }

  static final Branch NONE = new Branch(List.of());

  /// Blocks that are kept: three quarters of an hour of the slowest chain, a minute of the fastest.
  private static final int MOST = 256;

  /// The branch after one more head. Where its parent is not the block that was known there, the
  /// node has left its branch, how far down nobody knows, and all that was known is forgotten:
  /// rather no difference than one that is over.
  Branch then(Observation.Head head) {
    if (holds(head.number(), head.hash())) {
      return this;
    }
    long below = head.number() - 1;
    boolean left = at(below).filter(b -> !b.hash().equals(head.parentHash())).isPresent();
    List<Block> next = new ArrayList<>();
    if (!left) {
      blocks.stream().filter(b -> b.number() < below).forEach(next::add);
    }
    if (below >= 0) {
      next.add(at(below).filter(b -> !left).orElse(new Block(below, head.parentHash(), head.at())));
    }
    next.add(new Block(head.number(), head.hash(), head.at()));
    return new Branch(List.copyOf(next.subList(Math.max(0, next.size() - MOST), next.size())));
  }

  private boolean holds(long number, String hash) {
    return !blocks.isEmpty()
        && blocks.getLast().number() == number
        && blocks.getLast().hash().equals(hash);
  }

  private Optional<Block> at(long number) {
    return blocks.reversed().stream().filter(b -> b.number() == number).findFirst();
  }

  /// Whether and where two nodes differ: they do when their blocks at the highest height known of
  /// both are not one. Below the first agreement the chain of hashes makes all the same.
  Optional<Split> from(Branch peer) {
    Optional<Split> split = Optional.empty();
    int mine = blocks.size() - 1;
    int theirs = peer.blocks.size() - 1;
    while (mine >= 0 && theirs >= 0) {
      Block here = blocks.get(mine);
      Block there = peer.blocks.get(theirs);
      if (here.number() == there.number()) {
        if (here.hash().equals(there.hash())) {
          return split;
        }
        split = Optional.of(deeper(split, here, there));
      }
      mine -= here.number() >= there.number() ? 1 : 0;
      theirs -= there.number() >= here.number() ? 1 : 0;
    }
    return split;
  }

  private static Split deeper(Optional<Split> above, Block here, Block there) {
    return new Split(
        here.number(),
        above.map(Split::to).orElse(here.number()),
        here.at().isAfter(there.at()) ? here.at() : there.at(),
        here.hash(),
        there.hash());
  }
}
