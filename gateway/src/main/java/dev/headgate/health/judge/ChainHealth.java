package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One immutable picture of one chain at one instant. Published by `health`, read once per call by
/// `request`.
///
/// @param generation counts up with every picture of this chain
/// @param judged false until the first verdicts are in
/// @param tip the highest head that is believed
/// @param active the node that serves; empty while nothing is known, or when every node is of a
///   wrong chain
/// @param degraded true when the active node is unfit and serves only because nothing better is
///   left
/// @param standbyReady whether another node could take over now
/// @param nodes every judged node, best first: the active one, then the fit ones, then the unfit
///   ones; in a pause an active node that is unfit stands among these
/// @param order the same nodes less those of a wrong chain, less those whose process has ended and
///   that have not said anew whose chain they are on, and less cordoned ones while any other can be
///   reached: what a plan tries, in its order
/// @param fitCount so many of `order`, from its start, are fit
/// @param failovers the latest changes of the active node, newest first
/// @param stalled whether every fit node has stood at its head for so long that it must be the
///   chain itself, or what feeds all nodes
/// @param forked whether nodes are on different forks of the chain
/// @param orders in force
/// @param alarms what a person should look at, each in a few words that last as long as its cause
/// @param drowsy whether this process has just stood still, so that the picture is as old as that:
///   a better one follows when the nodes were heard anew
public record ChainHealth(
    Chain chain,
    long generation,
    Instant at,
    boolean judged,
    OptionalLong tip,
    Optional<Node> active,
    boolean degraded,
    boolean standbyReady,
    List<NodeHealth> nodes,
    List<Node> order,
    int fitCount,
    List<Failover> failovers,
    boolean stalled,
    boolean forked,
    Orders orders,
    List<String> alarms,
    boolean drowsy) {

  public ChainHealth {
    alarms = List.copyOf(alarms);
  }

  /// Without orders and alarms.
  public ChainHealth(
      Chain chain,
      long generation,
      Instant at,
      boolean judged,
      OptionalLong tip,
      Optional<Node> active,
      boolean degraded,
      boolean standbyReady,
      List<NodeHealth> nodes,
      List<Node> order,
      int fitCount,
      List<Failover> failovers,
      boolean stalled,
      boolean forked) {
    this(
        chain,
        generation,
        at,
        judged,
        tip,
        active,
        degraded,
        standbyReady,
        nodes,
        order,
        fitCount,
        failovers,
        stalled,
        forked,
        Orders.NONE,
        List.of(),
        false);
  }

  /// The same under these orders, with these alarms.
  public ChainHealth with(Orders force, List<String> ringing) {
    return new ChainHealth(
        chain,
        generation,
        at,
        judged,
        tip,
        active,
        degraded,
        standbyReady,
        nodes,
        order,
        fitCount,
        failovers,
        stalled,
        forked,
        force,
        ringing,
        drowsy);
  }

  /// The next picture when this process has just stood still: nothing in it is any newer.
  public ChainHealth drowsily(Instant now) {
    return new ChainHealth(
        chain,
        generation + 1,
        now,
        judged,
        tip,
        active,
        degraded,
        standbyReady,
        nodes,
        order,
        fitCount,
        failovers,
        stalled,
        forked,
        orders,
        alarms,
        true);
  }

  /// A chain that goes on, on one fork.
  public ChainHealth(
      Chain chain,
      long generation,
      Instant at,
      boolean judged,
      OptionalLong tip,
      Optional<Node> active,
      boolean degraded,
      boolean standbyReady,
      List<NodeHealth> nodes,
      List<Node> order,
      int fitCount,
      List<Failover> failovers) {
    this(
        chain,
        generation,
        at,
        judged,
        tip,
        active,
        degraded,
        standbyReady,
        nodes,
        order,
        fitCount,
        failovers,
        false,
        false);
  }

  /// The picture before any observation: nothing is known, so nobody serves.
  public static ChainHealth unknown(Chain chain, Instant at) {
    return new ChainHealth(
        chain,
        0,
        at,
        false,
        OptionalLong.empty(),
        Optional.empty(),
        false,
        false,
        List.of(),
        List.of(),
        0,
        List.of());
  }

  /// Whether a call would be served now.
  public boolean servable() {
    return active.isPresent() && !order.isEmpty();
  }
}
