package dev.headgate.bench.anvil;

import dev.headgate.bench.front.Http;
import dev.headgate.bench.front.NodeAt;
import dev.headgate.bench.front.Ports;
import dev.headgate.bench.front.Program;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Two anvils that are one chain with a block a second, the primary first. Thread-safe.
public final class AnvilChain implements AutoCloseable {
  public static final long CHAIN_ID = 31337;

  private enum Presence {
    FOLLOWING,
    /// Answers, but mines nothing.
    HELD,
    /// Killed, stopped or being brought to the head.
    AWAY
  }

  private static final class Member {
    final NodeAt at;
    final Program process;
    Presence presence = Presence.FOLLOWING;

    /// Its blocks above genesis.
    int height;

    Member(NodeAt at, Program process) {
      this.at = at;
      this.process = process;
    }
  }

  private final SteadyClock clock;
  private final List<Member> members = new ArrayList<>();

  /// The timestamp of each block above genesis.
  private final List<Long> journal = new ArrayList<>();

  /// By when, the head that each node which follows has had since.
  private final NavigableMap<Long, Long> heads = new ConcurrentSkipListMap<>(Map.of(0L, 0L));

  private final ScheduledExecutorService miner =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("miner").factory());
  private Optional<RuntimeException> failure = Optional.empty();

  private AnvilChain(SteadyClock clock) {
    this.clock = clock;
  }

  /// Two nodes that answer and mine.
  public static AnvilChain start(SteadyClock clock) {
    AnvilChain chain = new AnvilChain(clock);
    try {
      Path program = AnvilProgram.find();
      long genesis = clock.wall().getEpochSecond() - 1;
      for (String name : List.of("anvil-a", "anvil-b")) {
        chain.members.add(launch(program, name, genesis));
      }
      chain.miner.scheduleAtFixedRate(chain::tick, 1, 1, TimeUnit.SECONDS);
      return chain;
    } catch (RuntimeException failed) {
      chain.close();
      throw failed;
    }
  }

  private static Member launch(Path program, String name, long genesis) {
    int port = Ports.free();
    NodeAt at =
        new NodeAt(
            name,
            URI.create("http://127.0.0.1:" + port),
            Optional.of(URI.create("ws://127.0.0.1:" + port)));
    List<String> command =
        List.of(
            program.toString(),
            "--host=127.0.0.1",
            "--port=" + port,
            "--chain-id=" + CHAIN_ID,
            "--timestamp=" + genesis,
            "--no-mining",
            "--block-base-fee-per-gas=0",
            "--quiet");
    Program process = Program.start(name, command, Program.home(name).resolve("log"));
    process.await(() -> answers(at));
    return new Member(at, process);
  }

  private static boolean answers(NodeAt at) {
    return Http.call(at.http(), "eth_chainId", "[]").isPresent();
  }

  public List<NodeAt> list() {
    return members.stream().map(member -> member.at).toList();
  }

  /// The head that the nodes which follow had at a moment, in steady nanoseconds.
  public long headAt(long nanos) {
    return heads.floorEntry(nanos).getValue();
  }

  /// SIGKILL, between two blocks.
  public synchronized void kill(int node) {
    leave(node, Presence.AWAY).process.end();
  }

  /// Starts a killed node again and brings it to the head.
  public synchronized void restart(int node) {
    Member member = members.get(node);
    member.process.restart();
    member.process.await(() -> answers(member.at));
    member.height = 0;
    join(member);
  }

  /// SIGSTOP, between two blocks.
  public synchronized void stop(int node) {
    leave(node, Presence.AWAY).process.signal("STOP");
  }

  /// SIGCONT to a stopped node, which is then brought to the head.
  public synchronized void proceed(int node) {
    members.get(node).process.signal("CONT");
    join(members.get(node));
  }

  /// The node goes on answering, but its head stands still.
  public synchronized void hold(int node) {
    leave(node, Presence.HELD);
  }

  /// Brings a held node to the head.
  public synchronized void release(int node) {
    join(members.get(node));
  }

  private Member leave(int node, Presence presence) {
    Member member = members.get(node);
    member.presence = presence;
    return member;
  }

  private void join(Member member) {
    catchUp(member);
    member.presence = Presence.FOLLOWING;
  }

  private synchronized void tick() {
    try {
      long last = journal.isEmpty() ? 0 : journal.getLast();
      journal.add(Math.max(last, clock.wall().getEpochSecond()));
      List<Member> following =
          members.stream().filter(member -> member.presence == Presence.FOLLOWING).toList();
      following.forEach(this::catchUp);
      if (!following.isEmpty()) {
        heads.put(clock.nanos(), (long) journal.size());
      }
    } catch (RuntimeException e) {
      failure = failure.or(() -> Optional.of(e));
    }
  }

  private void catchUp(Member member) {
    while (member.height < journal.size()) {
      mine(member, journal.get(member.height));
      member.height++;
    }
  }

  private static void mine(Member member, long timestamp) {
    Optional<String> mined =
        Http.call(member.at.http(), "evm_mine", "[" + timestamp + "]")
            .map(HttpResponse::body)
            .filter(body -> body.contains("\"result\""));
    if (mined.isEmpty()) {
      throw new IllegalStateException(member.at.name() + " does not mine");
    }
  }

  /// Whether both have the same blocks.
  ///
  /// @throws IllegalStateException when the mirror broke, so that nothing could be told from a run
  public synchronized void verify() {
    failure.ifPresent(cause -> {
      throw new IllegalStateException("the two anvils are no longer one chain", cause);
    });
    long distinct =
        members.stream()
            .filter(member -> member.presence == Presence.FOLLOWING)
            .map(AnvilChain::headBlock)
            .distinct()
            .count();
    if (distinct > 1) {
      throw new IllegalStateException("the two anvils have different heads");
    }
  }

  private static String headBlock(Member member) {
    return Http.call(member.at.http(), "eth_getBlockByNumber", "[\"latest\",false]")
        .map(HttpResponse::body)
        .orElse("");
  }

  @Override
  public void close() {
    miner.shutdownNow();
    synchronized (this) {
      members.forEach(member -> member.process.close());
    }
  }
}
