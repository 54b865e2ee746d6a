package dev.headgate.bench.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The scenarios of the report.
final class Scenarios {
  private static final int RATE = 50;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private Scenarios() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.addAll(outages());
    all.addAll(lags());
    all.addAll(flaps());
    all.addAll(lies());
    all.addAll(strangers());
    all.addAll(wholesale());
    all.addAll(standstills());
    return List.copyOf(all);
  }

  private static List<Scenario> outages() {
    return List.of(
        on(ChainSpec.ETHEREUM, "all is well", "Nothing happens.", 2),
        on(
            ChainSpec.ETHEREUM,
            "killed primary",
            "The primary's process is killed at 60 s and is back at 180 s.",
            2,
            Fault.of("a", new Trouble.Dead(), 60, 180)),
        on(
            ChainSpec.ETHEREUM,
            "black hole",
            "The primary takes calls and says nothing from 60 s to 180 s.",
            2,
            Fault.of("a", new Trouble.Hangs(), 60, 180)),
        on(
            ChainSpec.ETHEREUM,
            "fast errors, then recovery",
            "The primary says 503 to everything from 60 s to 120 s.",
            2,
            Fault.of("a", new Trouble.Fails(100), 60, 120)),
        on(
            ChainSpec.ETHEREUM,
            "every third call fails",
            "The primary says 503 to 33 of 100 calls from 60 s to 300 s.",
            2,
            Fault.of("a", new Trouble.Fails(33), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "rate limit",
            "The primary says 429 beyond 30 calls a second from 60 s to 300 s; 50 a second come.",
            2,
            Fault.of("a", new Trouble.RateLimited(30), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "grey slowness",
            "Nine of ten answers of the primary take some 400 ms more from 60 s to 300 s.",
            2,
            Fault.of("a", new Trouble.Slow(400 * Span.MILLI, 90), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "slow start after return",
            "The primary is dead from 60 s to 90 s, then for a minute 20 blocks behind and slow by"
                + " 150 ms, then for a minute 5 behind.",
            2,
            Fault.of("a", new Trouble.Dead(), 60, 90),
            Fault.of("a", new Trouble.Slow(150 * Span.MILLI, 100), 90, 150),
            Fault.of("a", new Trouble.Behind(20), 90, 150),
            Fault.of("a", new Trouble.Behind(5), 150, 210)));
  }

  private static List<Scenario> lags() {
    List<Scenario> lags = new ArrayList<>();
    for (ChainSpec chain : List.of(ChainSpec.ETHEREUM, ChainSpec.ARBITRUM)) {
      for (int blocks : List.of(1, 3, 10)) {
        lags.add(
            on(
                chain,
                "primary lags " + blocks + " on " + chain.name(),
                "The primary's head is " + blocks + " lower from 60 s to 300 s.",
                2,
                Fault.of("a", new Trouble.Behind(blocks), 60, 300)));
      }
      long late = chain.blockTime().toNanos() * 9 / 10;
      lags.add(
          on(
              chain,
              "every second block late on " + chain.name(),
              "Every second block comes to the primary nine tenths of the block time late, from 60 s"
                  + " to 300 s.",
              2,
              Fault.of("a", new Trouble.Late(2, late), 60, 300)));
      lags.add(
          on(
              chain,
              "primary freezes on " + chain.name(),
              "The primary's head stands from 60 s to 300 s; it answers as ever.",
              2,
              Fault.of("a", new Trouble.Frozen(), 60, 300)));
    }
    return lags;
  }

  private static List<Scenario> flaps() {
    List<Scenario> flaps = new ArrayList<>();
    for (int seconds : List.of(3, 15, 60)) {
      flaps.add(
          on(
              ChainSpec.ETHEREUM,
              "flapping every " + seconds + " s",
              "The primary is dead for "
                  + seconds
                  + " s and well for "
                  + seconds
                  + " s in turns, from 60 s to the end.",
              2,
              Fault.flapping("a", new Trouble.Dead(), 60, 600, seconds, seconds)
                  .toArray(Fault[]::new)));
    }
    return flaps;
  }

  private static List<Scenario> lies() {
    return List.of(
        on(
            ChainSpec.ETHEREUM,
            "standby runs ahead",
            "The standby claims five blocks that do not exist, with the timestamps they would have,"
                + " from 60 s to 300 s.",
            2,
            Fault.of("b", new Trouble.Ahead(5, false), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "standby lies about the future",
            "The standby claims to be a million blocks ahead, with timestamps of now, from 60 s to"
                + " 300 s.",
            2,
            Fault.of("b", new Trouble.Ahead(1_000_000, true), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "standby lies, primary restarts",
            "The standby claims to be a million blocks ahead from 60 s to 300 s; the primary is dead"
                + " from 90 s to 100 s.",
            2,
            Fault.of("b", new Trouble.Ahead(1_000_000, true), 60, 300),
            Fault.of("a", new Trouble.Dead(), 90, 100)),
        on(
            ChainSpec.ETHEREUM,
            "two of five lie",
            "Two standbys of four claim the same million blocks more from 60 s to 300 s.",
            5,
            Fault.of("d", new Trouble.Ahead(1_000_000, true), 60, 300),
            Fault.of("e", new Trouble.Ahead(1_000_000, true), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "primary lies about the future",
            "The primary claims to be a million blocks ahead from 60 s to 300 s.",
            2,
            Fault.of("a", new Trouble.Ahead(1_000_000, true), 60, 300)));
  }

  /// Nodes that are of another branch or chain.
  private static List<Scenario> strangers() {
    return List.of(
        on(
            ChainSpec.ETHEREUM,
            "forked standby",
            "The standby follows another branch of the same height from 60 s to 300 s.",
            2,
            Fault.of("b", new Trouble.Forked(), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "forked primary of three",
            "The primary follows another branch than two standbys from 60 s to 300 s.",
            3,
            Fault.of("a", new Trouble.Forked(), 60, 300)),
        on(
            ChainSpec.ETHEREUM,
            "primary becomes another chain",
            "The primary is dead from 60 s to 70 s and comes back as another chain until 300 s.",
            2,
            Fault.of("a", new Trouble.Dead(), 60, 70),
            Fault.of("a", new Trouble.OtherChain(), 70, 300)));
  }

  private static List<Scenario> wholesale() {
    return List.of(
        on(
            ChainSpec.ETHEREUM,
            "both freeze",
            "Both heads stand from 60 s, the standby's 24 s later, and both go on at 300 s.",
            2,
            Fault.of("a", new Trouble.Frozen(), 60, 300),
            Fault.of("b", new Trouble.Frozen(), 84, 300)),
        on(
            ChainSpec.ETHEREUM,
            "all down and back",
            "Both nodes are dead from 60 s to 90 s.",
            2,
            Fault.of("a", new Trouble.Dead(), 60, 90),
            Fault.of("b", new Trouble.Dead(), 60, 90)),
        on(
            ChainSpec.ETHEREUM,
            "both fail half their calls",
            "Both nodes say 503 to every second call from 60 s to 180 s.",
            2,
            Fault.of("a", new Trouble.Fails(50), 60, 180),
            Fault.of("b", new Trouble.Fails(50), 60, 180)),
        on(
            ChainSpec.ETHEREUM,
            "both rate limited",
            "Both nodes say 429 beyond 30 calls a second from 60 s to 300 s; 50 a second come.",
            2,
            Fault.of("a", new Trouble.RateLimited(30), 60, 300),
            Fault.of("b", new Trouble.RateLimited(30), 60, 300)),
        on(
            ChainSpec.ARBITRUM,
            "five nodes, three in trouble",
            "Of five nodes the primary hangs, a standby lags 200 blocks, another fails half its"
                + " calls, from 60 s to 300 s.",
            5,
            Fault.of("a", new Trouble.Hangs(), 60, 300),
            Fault.of("b", new Trouble.Behind(200), 60, 300),
            Fault.of("c", new Trouble.Fails(50), 60, 300)));
  }

  /// Nothing is wrong with any node.
  private static List<Scenario> standstills() {
    return List.of(
        standing(
            ChainSpec.ETHEREUM,
            "gateway stands still",
            "The gateway's process is stopped from 60 s to 65 s; the nodes are well.",
            List.of(),
            List.of(Span.seconds(60, 65))),
        standing(
            ChainSpec.ARBITRUM,
            "L1 stalls",
            "No block comes for any node from 60 s to 180 s, as when the chain below stands still.",
            List.of(Span.seconds(60, 180)),
            List.of()));
  }

  private static Scenario standing(
      ChainSpec chain, String name, String story, List<Span> halts, List<Span> pauses) {
    return new Scenario(name, story, chain, 2, List.of(), halts, pauses, TEN_MINUTES, RATE);
  }

  private static Scenario on(
      ChainSpec chain, String name, String story, int nodes, Fault... faults) {
    return new Scenario(
        name, story, chain, nodes, List.of(faults), List.of(), List.of(), TEN_MINUTES, RATE);
  }
}
