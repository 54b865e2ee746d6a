package dev.headgate.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What to compare, and how long. Start from [#of].
///
/// @param rounds each contender is measured so often in each scene
/// @param connections of the scenes in which as much is asked as there can be
/// @param rates calls a second of the scenes on schedule, over 64 connections
/// @param half whether half of what HAProxy can is a scene too
/// @param length of each load
/// @param warmUp of each Java process, before anything is measured
/// @param rivals more contenders: name and program, which is started with `PORT` (where it listens
///   on 127.0.0.1) and `NODE_URL` in its environment
/// @param extras whether start-up, memory, system calls, large answers, slow readers and two loops
///   are measured too
/// @param mostLost share of the machine's CPU that others may have; rounds with more are thrown
///   away
/// @param pinned whether each proxy has the last processor for itself, and nodes and client the
///   first
/// @param home the source tree, which has `gateway/bin/headgate`
/// @param work where configurations and logs go
public record CompareSpec(
    int rounds,
    List<Integer> connections,
    List<Integer> rates,
    boolean half,
    Duration length,
    Duration warmUp,
    Map<String, Path> rivals,
    boolean extras,
    double mostLost,
    boolean pinned,
    Path home,
    Path work) {

  /// The usual comparison: nine rounds of two seconds.
  public static CompareSpec of(Path home) {
    return new CompareSpec(
        9,
        List.of(16, 64, 256),
        List.of(10_000, 20_000),
        true,
        Duration.ofSeconds(2),
        Duration.ofSeconds(15),
        Map.of(),
        true,
        0.08,
        false,
        home,
        home.resolve("bench/target/compare"));
  }

  /// A short one: three rounds with 64 connections.
  public static CompareSpec shortly(Path home) {
    CompareSpec usual = of(home);
    return new CompareSpec(
        3,
        List.of(64),
        List.of(10_000),
        false,
        usual.length,
        usual.warmUp,
        Map.of(),
        false,
        usual.mostLost,
        false,
        home,
        usual.work);
  }

  public CompareSpec rounds(int other) {
    return change(draft -> draft.rounds = other);
  }

  public CompareSpec connections(List<Integer> other) {
    return change(draft -> draft.connections = other);
  }

  public CompareSpec rates(List<Integer> other) {
    return change(draft -> draft.rates = other);
  }

  public CompareSpec half(boolean other) {
    return change(draft -> draft.half = other);
  }

  public CompareSpec length(Duration other) {
    return change(draft -> draft.length = other);
  }

  public CompareSpec warmUp(Duration other) {
    return change(draft -> draft.warmUp = other);
  }

  public CompareSpec rivals(Map<String, Path> other) {
    return change(draft -> draft.rivals = other);
  }

  public CompareSpec extras(boolean other) {
    return change(draft -> draft.extras = other);
  }

  public CompareSpec mostLost(double other) {
    return change(draft -> draft.mostLost = other);
  }

  public CompareSpec pinned(boolean other) {
    return change(draft -> draft.pinned = other);
  }

  public CompareSpec work(Path other) {
    return change(draft -> draft.work = other);
  }

  /// With one more rival.
  public CompareSpec rival(String name, Path program) {
    Map<String, Path> all = new LinkedHashMap<>(rivals);
    all.put(name, program);
    return rivals(all);
  }

  private CompareSpec change(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.spec();
  }

  /// All values, each of which can be changed.
  private static final class Draft {
    private int rounds;
    private List<Integer> connections;
    private List<Integer> rates;
    private boolean half;
    private Duration length;
    private Duration warmUp;
    private Map<String, Path> rivals;
    private boolean extras;
    private double mostLost;
    private boolean pinned;
    private final Path home;
    private Path work;

    Draft(CompareSpec spec) {
      rounds = spec.rounds;
      connections = spec.connections;
      rates = spec.rates;
      half = spec.half;
      length = spec.length;
      warmUp = spec.warmUp;
      rivals = spec.rivals;
      extras = spec.extras;
      mostLost = spec.mostLost;
      pinned = spec.pinned;
      home = spec.home;
      work = spec.work;
    }

    CompareSpec spec() {
      return new CompareSpec(
          rounds,
          connections,
          rates,
          half,
          length,
          warmUp,
          rivals,
          extras,
          mostLost,
          pinned,
          home,
          work);
    }
  }
}
