package dev.headgate.testing.anvil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Two anvils that are one chain. Every `blockTime` one node, the leader, mines, and the other is
/// made to mine the same block; what one was sent is gossiped to the other; a node that was away is
/// caught up from the [Journal]. Thread-safe.
///
/// The leader is the node that callers send their transactions to, so that the other's pool holds
/// only what gossip brought and can be trimmed to the leader's block. Should a transaction slip in
/// between all the same, the block differs, and is rolled back and mined again ([#repairs()]).
public final class AnvilPair implements AutoCloseable {
  private static final Duration BLOCKS_LIMIT = Duration.ofSeconds(60);
  private static final int TRIES = 20;
  private static final int LAST_BLOCKS = 2;

  private enum Presence {
    FOLLOWING,
    /// Answers and hears gossip, but mines nothing.
    HELD,
    /// As held, but follows so many blocks behind.
    LAGGING,
    /// Killed, stopped or being caught up: hears no gossip, which would get into the blocks of old.
    AWAY
  }

  private static final class Member {
    final Anvil anvil;

    /// Taken out of this node's pool, to be given back once it is caught up.
    final Map<String, String> setAside = new LinkedHashMap<>();

    Presence presence = Presence.FOLLOWING;
    int behind;

    Member(Anvil anvil) {
      this.anvil = anvil;
    }
  }

  private final SteadyClock clock = SteadyClock.system();
  private final Journal journal = new Journal();
  private final Member primary;
  private final Member standby;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Condition mined = turn.newCondition();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("miner").factory());
  private Optional<Throwable> failure = Optional.empty();
  private Member leader;
  private final NavigableMap<Instant, Long> heads = new ConcurrentSkipListMap<>();
  private final AtomicInteger repairs = new AtomicInteger();

  private AnvilPair(Anvil primary, Anvil standby) {
    this.primary = new Member(primary);
    this.standby = new Member(standby);
    this.leader = this.primary;
  }

  /// Both nodes up and mining a block every `blockTime`.
  public static AnvilPair start(Duration blockTime) {
    long genesis = SteadyClock.system().wall().getEpochSecond() - 1;
    Anvil primary = Anvil.start("primary", genesis);
    AnvilPair pair = new AnvilPair(primary, Anvil.start("standby", genesis));
    long nanos = blockTime.toNanos();
    pair.ticks.scheduleAtFixedRate(
        () -> pair.guarded(pair::mine), nanos, nanos, TimeUnit.NANOSECONDS);
    return pair;
  }

  public Anvil primary() {
    return primary.anvil;
  }

  public Anvil standby() {
    return standby.anvil;
  }

  /// Hands an answered transaction to both nodes, soon and in turn with the blocks.
  public void gossip(String hash, String raw) {
    ticks.execute(() -> guarded(() -> spread(hash, raw)));
  }

  /// Does something while no block is mined.
  public void betweenBlocks(Runnable action) {
    turn.lock();
    try {
      action.run();
    } finally {
      turn.unlock();
    }
  }

  /// SIGKILL, between two blocks; returns once the process is gone.
  public void kill(Anvil anvil) {
    leave(anvil, Presence.AWAY, anvil::kill);
  }

  /// Starts a killed node on its old port and brings it to the head.
  public void restart(Anvil anvil) {
    anvil.restart();
    catchUp(member(anvil));
  }

  /// SIGSTOP, between two blocks.
  public void stop(Anvil anvil) {
    leave(anvil, Presence.AWAY, anvil::stop);
  }

  /// SIGCONT to a stopped node, which is then brought to the head.
  public void proceed(Anvil anvil) {
    anvil.proceed();
    catchUp(member(anvil));
  }

  /// The node goes on answering, but its head stands still.
  public void holdHead(Anvil anvil) {
    leave(anvil, Presence.HELD, () -> {});
  }

  /// The node goes on answering and follows, always so many blocks behind.
  public void lag(Anvil anvil, int blocks) {
    leave(anvil, Presence.LAGGING, () -> member(anvil).behind = blocks);
  }

  /// The last blocks of both nodes are replaced by as many others. Only for a load without
  /// transactions: those of the replaced blocks are gone.
  public void reorg(int depth) {
    betweenBlocks(() -> {
      Anvil first = primary.anvil;
      first.reorg(depth);
      journal.forget(depth);
      for (long number = journal.height() + 1; number <= first.head().number(); number++) {
        journal.add(first.block(number));
      }
      for (int i = 0; i < depth; i++) {
        standby.anvil.rollback();
      }
      missing(standby).forEach(block -> repeat(standby, block));
    });
  }

  /// The highest head that a node which follows had at a moment of the wall clock; 0 before the
  /// first block.
  public long freshest(Instant at) {
    Map.Entry<Instant, Long> then = heads.floorEntry(at);
    return then == null ? 0 : then.getValue();
  }

  /// Brings a held or lagging node to the head.
  public void releaseHead(Anvil anvil) {
    catchUp(member(anvil));
  }

  /// Returns when so many more blocks have been mined.
  public void awaitBlocks(int count) {
    turn.lock();
    try {
      long wanted = journal.height() + count;
      long left = BLOCKS_LIMIT.toNanos();
      while (journal.height() < wanted && left > 0) {
        rethrow();
        left = mined.awaitNanos(left);
      }
      rethrow();
      assertEquals(wanted, Math.min(wanted, journal.height()), "blocks mined within a minute");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for blocks", e);
    } finally {
      turn.unlock();
    }
  }

  /// Fails unless both nodes follow and have the same blocks, by hash, from genesis to the head.
  /// Returns how many blocks above genesis were compared.
  public long assertOneChain() {
    turn.lock();
    try {
      rethrow();
      for (Member member : List.of(primary, standby)) {
        assertEquals(Presence.FOLLOWING, member.presence, member.anvil.name());
        assertEquals(journal.height(), member.anvil.head().number(), member.anvil.name());
        journal.above(0).forEach(block -> assertEquals(block, member.anvil.block(block.number())));
      }
      assertEquals(primary.anvil.block(0), standby.anvil.block(0));
      return journal.height();
    } finally {
      turn.unlock();
    }
  }

  /// How often a block came out different and was mined again.
  public int repairs() {
    return repairs.get();
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    betweenBlocks(() -> {
      primary.anvil.close();
      standby.anvil.close();
    });
  }

  private Member member(Anvil anvil) {
    return anvil == primary.anvil ? primary : standby;
  }

  private void leave(Anvil anvil, Presence presence, Runnable fault) {
    betweenBlocks(() -> {
      member(anvil).presence = presence;
      fault.run();
    });
  }

  private void guarded(Runnable action) {
    turn.lock();
    try {
      action.run();
    } catch (RuntimeException | AssertionError e) {
      failure = failure.or(() -> Optional.of(e));
    } finally {
      mined.signalAll();
      turn.unlock();
    }
  }

  private void rethrow() {
    failure.ifPresent(cause -> {
      throw new AssertionError("the mirror of the two nodes failed", cause);
    });
  }

  private Stream<Member> present(Presence... presences) {
    return Stream.of(primary, standby)
        .filter(member -> List.of(presences).contains(member.presence));
  }

  private void mine() {
    Optional<Member> first =
        present(Presence.FOLLOWING)
            .filter(leader::equals)
            .findFirst()
            .or(() -> present(Presence.FOLLOWING).findFirst());
    if (first.isEmpty()) {
      return;
    }
    Anvil ahead = first.get().anvil;
    ahead.mine(Math.max(journal.timestamp(), clock.wall().getEpochSecond()));
    Block block = ahead.head();
    block.transactions().forEach(hash -> journal.learn(hash, bytes(ahead, hash)));
    journal.add(block);
    heads.put(clock.wall(), block.number());
    present(Presence.FOLLOWING)
        .filter(member -> member.anvil != ahead)
        .forEach(member -> {
          repeat(member, block);
          giveBack(member);
        });
    present(Presence.LAGGING)
        .forEach(member ->
            missing(member).stream()
                .filter(late -> late.number() <= journal.height() - member.behind)
                .forEach(late -> repeat(member, late)));
  }

  private String bytes(Anvil anvil, String hash) {
    return journal.raw(hash).or(() -> anvil.raw(hash)).orElseThrow();
  }

  private void spread(String hash, String raw) {
    journal.learn(hash, raw);
    List<Member> had = new ArrayList<>();
    present(Presence.FOLLOWING, Presence.HELD, Presence.LAGGING)
        .filter(member -> member.anvil.offer(raw))
        .forEach(had::add);
    if (had.size() == 1) {
      leader = had.getFirst();
    }
  }

  /// Makes a node mine a block that another has.
  private void repeat(Member member, Block block) {
    Anvil anvil = member.anvil;
    for (int tries = 0; tries < TRIES; tries++) {
      trim(member, block);
      anvil.mine(block.timestamp());
      if (anvil.head().equals(block)) {
        return;
      }
      repairs.incrementAndGet();
      anvil.rollback();
    }
    throw new AssertionError(anvil.name() + " never mined the block of its peer: " + block);
  }

  /// Leaves exactly the block's transactions in the node's pool.
  private void trim(Member member, Block block) {
    Anvil anvil = member.anvil;
    Set<String> extras = anvil.pool();
    Set<String> missing = new LinkedHashSet<>(block.transactions());
    missing.removeAll(extras);
    extras.removeAll(block.transactions());
    // All bytes before the first drop: with a transaction go those that its sender sent after it.
    extras.forEach(hash -> anvil.raw(hash).ifPresent(raw -> member.setAside.put(hash, raw)));
    extras.forEach(anvil::drop);
    missing.forEach(hash -> anvil.offer(journal.raw(hash).orElseThrow()));
  }

  private void giveBack(Member member) {
    member.setAside.forEach((hash, raw) -> {
      member.anvil.offer(raw);
      if (journal.learn(hash, raw)) {
        present(Presence.FOLLOWING, Presence.HELD, Presence.LAGGING)
            .forEach(other -> other.anvil.offer(raw));
      }
    });
    member.setAside.clear();
  }

  private void catchUp(Member member) {
    leave(member.anvil, Presence.AWAY, () -> {});
    List<Block> missing = missing(member);
    while (missing.size() > LAST_BLOCKS) {
      missing.forEach(block -> repeat(member, block));
      missing = missing(member);
    }
    betweenBlocks(() -> {
      missing(member).forEach(block -> repeat(member, block));
      giveBack(member);
      journal.waiting().forEach(member.anvil::offer);
      member.presence = Presence.FOLLOWING;
    });
  }

  private List<Block> missing(Member member) {
    return journal.above(member.anvil.head().number());
  }
}
