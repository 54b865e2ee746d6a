package dev.headgate.request;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.publish.HealthListener;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.send.NodeState;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The heads of one chain as the request path knows them, and the chain's [Floor]. The judge's
/// pictures tell of heads, and so does what nodes answer. Shared by all event loops; thread-safe.
public final class ChainHeads implements HealthListener {
  /// A head may be ahead of what is known by twice what the block time allows, and this.
  private static final long SLACK = 8;

  private final SteadyClock clock;
  private final AtomicReference<Floor> floor;
  private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
  private volatile Belief belief = new Belief(Floor.NONE, 0);
  private volatile Known known;
  private volatile @Nullable Picture picture;

  /// Whose heads they are.
  ///
  /// @param old a picture that is older than this is from before this process stood still
  private record Known(Chain chain, Map<Node, NodeState> states, long old) {
    Known {
      states = Map.copyOf(states);
    }
  }

  /// The highest head that the judge believes.
  ///
  /// @param since when it was first seen, in nanoseconds
  private record Belief(long tip, long since) {}

  /// When the judge's latest picture came.
  private record Picture(long nanos, boolean drowsy) {}

  /// Heads of which nothing is known yet.
  ///
  /// @param states of at least all the chain's judged nodes
  /// @param old a picture of the judge's that is older is from before this process stood still
  public ChainHeads(
      Chain chain,
      Map<Node, NodeState> states,
      Floor.Rules rules,
      Duration old,
      SteadyClock clock) {
    this.known = new Known(chain, states, old.toNanos());
    this.clock = clock;
    floor = new AtomicReference<>(Floor.of(rules));
  }

  /// The chain has other nodes or other settings from now on; the floor stays where it is.
  ///
  /// @param states of at least all the chain's judged nodes
  public void follow(Chain chain, Map<Node, NodeState> states, Floor.Rules rules, Duration old) {
    known = new Known(chain, states, old.toNanos());
    long nanos = clock.nanos();
    floor.updateAndGet(before -> before.under(rules, nanos));
  }

  /// Told, on whatever thread, when a head has become known that a call may have waited for.
  void onNews(Runnable listener) {
    waiting.add(listener);
  }

  void forget(Runnable listener) {
    waiting.remove(listener);
  }

  /// The floor; [Floor#NONE] while no head was seen.
  public long floor(long now) {
    return floor.get().at(now);
  }

  /// The floor for people.
  public OptionalLong floor() {
    long now = floor(clock.nanos());
    return now == Floor.NONE ? OptionalLong.empty() : OptionalLong.of(now);
  }

  @Override
  public void published(ChainHealth before, ChainHealth now) {
    if (!now.chain().name().equals(known.chain().name())) {
      return;
    }
    long nanos = clock.nanos();
    Map<Node, OptionalLong> earlier = new HashMap<>();
    before.nodes().forEach(node -> earlier.put(node.node(), node.head()));
    boolean news = false;
    for (NodeHealth node : now.nodes()) {
      news |= learn(node, earlier.getOrDefault(node.node(), OptionalLong.empty()));
    }
    long tip = now.tip().orElse(Floor.NONE);
    // Where no head counts just now, the chain is where it was.
    if (now.tip().isPresent() && tip != belief.tip()) {
      belief = new Belief(tip, nanos);
    }
    boolean woken = before.drowsy() && !now.drowsy();
    floor.updateAndGet(f -> woken ? f.awoken(now, nanos) : f.seen(now, nanos));
    picture = new Picture(nanos, now.drowsy());
    if (news || woken || now.fitCount() != before.fitCount()) {
      tellNews();
    }
  }

  /// What a picture repeats is no news: meanwhile the node may have answered with a later head.
  private boolean learn(NodeHealth node, OptionalLong earlier) {
    NodeState state = known.states().get(node.node());
    if (state == null || node.head().isEmpty() || node.head().equals(earlier)) {
      return false;
    }
    long head = node.head().getAsLong();
    if (earlier.isPresent() && head < earlier.getAsLong()) {
      state.headFell(head);
      return false;
    }
    return state.headRose(head);
  }

  /// A node showed this head in an answer.
  public void shown(NodeState node, long number) {
    if (node.headRose(number)) {
      tellNews();
    }
  }

  /// A client is given this head.
  public void delivered(long number) {
    Floor now = floor.get();
    if (number > now.base()) {
      long nanos = clock.nanos();
      floor.updateAndGet(old -> old.delivered(number, nanos));
    }
  }

  /// Whether the judge's picture is from before this process stood still: then the nodes may be
  /// anything by now, and are about to be heard anew.
  public boolean isOld(long now) {
    Picture latest = picture;
    return latest != null && (latest.drowsy() || now - latest.nanos() > known.old());
  }

  /// Whether time allows a head of that number. One beyond may be a node's invention, and would
  /// hold every later call up.
  public boolean believable(long number) {
    Belief now = belief;
    if (now.tip() == Floor.NONE || number - now.tip() <= SLACK) {
      return true;
    }
    Duration past = Duration.ofNanos(Math.max(0, clock.nanos() - now.since()));
    long blocks = 2 * past.toMillis() / Math.max(1, known.chain().blockTime().toMillis());
    return number - now.tip() <= SLACK + blocks;
  }

  private void tellNews() {
    waiting.forEach(Runnable::run);
  }
}
