package dev.headgate.config;

import dev.headgate.config.Block.Placed;
import dev.headgate.config.Yaml.Entry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the sections that are settings alone: one method each, [Block] in, record out. What a
/// section does not say comes from the record that is handed in.
final class SectionReader {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration PROBED_AT_LATEST = Duration.ofMinutes(2);
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private SectionReader() {}

  /// @param listenBlock where an address for other machines stands
  static AdminSettings admin(Block block, Block listenBlock, ListenSettings listen) {
    AdminSettings read = new AdminSettings(block.value("tokenFile", Forms.file()));
    block.done();
    InetSocketAddress address = listen.admin();
    if (!address.getAddress().isLoopbackAddress() && !block.has("tokenFile")) {
      block
          .problems()
          .error(
              listenBlock.at("admin"),
              "`admin` listens for other machines, but there is no admin.tokenFile",
              "write admin: {tokenFile: /etc/headgate/admin.token}, or 127.0.0.1:"
                  + address.getPort()
                  + " here");
    }
    return read;
  }

  static ListenSettings listen(Block block) {
    ListenSettings base = ListenSettings.DEFAULTS;
    ListenSettings read =
        new ListenSettings(
            block.value("rpc", base.rpc(), Forms.listenAddress()),
            block.value("admin", base.admin(), Forms.listenAddress()),
            block.value("agentCheck", Forms.listenAddress()),
            block
                .list("trustedProxies", Forms.address())
                .map(SectionReader::values)
                .orElse(base.trustedProxies()),
            block.value(
                "drainDelay", base.drainDelay(), Forms.duration(Duration.ZERO, minutes(10))),
            block.value("stamps", base.stamps(), Forms.yesNo()));
    block.notBuilt("ipc");
    block.done();
    checkListen(block, read);
    return read;
  }

  private static void checkListen(Block block, ListenSettings read) {
    checkClash(block, "admin", read.admin(), "rpc", read.rpc());
    read.agentCheck()
        .ifPresent(agent -> {
          checkClash(block, "agentCheck", agent, "rpc", read.rpc());
          checkClash(block, "agentCheck", agent, "admin", read.admin());
        });
  }

  private static void checkClash(
      Block block, String key, InetSocketAddress a, String other, InetSocketAddress b) {
    if (clash(a, b)) {
      block
          .problems()
          .error(
              block.at(key, other),
              "`%s` and `%s` are the same address".formatted(other, key),
              "give each a port of its own");
    }
  }

  /// Whether two listeners cannot both have what they want.
  static boolean clash(InetSocketAddress a, InetSocketAddress b) {
    boolean overlap =
        a.getAddress().equals(b.getAddress())
            || a.getAddress().isAnyLocalAddress()
            || b.getAddress().isAnyLocalAddress();
    return overlap && a.getPort() == b.getPort() && a.getPort() != 0;
  }

  static HealthSettings health(Block block, HealthSettings base) {
    Duration least = Duration.ofMillis(50);
    Block lag = block.block("lag");
    Block slow = block.block("slow");
    Block errors = block.block("errors");
    HealthSettings read =
        new HealthSettings(
            block.value("probeInterval", base.probeInterval(), Forms.duration(least, minutes(1))),
            block.value("probeTimeout", base.probeTimeout(), Forms.duration(least, minutes(1))),
            block.count("fall", base.fall(), 1, 100),
            block.count("rise", base.rise(), 1, 100),
            block.value("handover", base.handover(), Forms.duration(MOMENT, minutes(10))),
            lag.count("blocks", base.lagBlocks(), 0, 1_000_000),
            lag.value("time", base.lagTime(), Forms.duration(MOMENT, Duration.ofHours(1))),
            block.value(
                "failbackAfter", base.failbackAfter(), Forms.duration(Duration.ZERO, LONGEST)),
            block.value("flapWindow", base.flapWindow(), Forms.duration(Duration.ZERO, LONGEST)),
            slow(slow, base.slow()),
            errors(errors, base.errors()));
    lag.done();
    block.done();
    Duration noticed = read.probeInterval().multipliedBy(read.fall()).plus(read.probeTimeout());
    boolean here = block.has("fall") || block.has("probeInterval") || block.has("probeTimeout");
    if (here && noticed.compareTo(PROBED_AT_LATEST) >= 0) {
      block
          .problems()
          .error(
              block.at("fall", "probeInterval", "probeTimeout"),
              "a dead node would be noticed after %s (`probeInterval` x `fall` + `probeTimeout`)"
                  .formatted(Units.show(noticed)),
              "make them smaller: it must be below " + Units.show(PROBED_AT_LATEST));
    }
    return read;
  }

  private static HealthSettings.Slow slow(Block block, HealthSettings.Slow base) {
    HealthSettings.Slow read =
        new HealthSettings.Slow(
            block.count("times", base.times(), 2, 1000),
            block.value("by", base.by(), Forms.duration(Duration.ofMillis(1), minutes(1))),
            block.value("time", base.time(), Forms.duration(Duration.ofSeconds(1), minutes(60))));
    block.done();
    return read;
  }

  private static HealthSettings.Errors errors(Block block, HealthSettings.Errors base) {
    HealthSettings.Errors read =
        new HealthSettings.Errors(
            block.count("percent", base.percent(), 5, 100),
            block.count("calls", base.calls(), 1, 1_000_000),
            block.value(
                "window", base.window(), Forms.duration(Duration.ofSeconds(1), minutes(10))));
    block.done();
    return read;
  }

  static BreakerSettings breaker(Block block) {
    BreakerSettings base = BreakerSettings.DEFAULTS;
    Duration least = Duration.ofMillis(100);
    BreakerSettings read =
        new BreakerSettings(
            block.value(
                "window", base.window(), Forms.duration(Duration.ofSeconds(1), minutes(10))),
            block.count("minimumCalls", base.minimumCalls(), 1, 1_000_000),
            block.count("failureRate", base.failureRate(), 1, 100),
            block.count("inARow", base.inARow(), 1, 10_000),
            block.value("open", base.open(), Forms.duration(least, minutes(10))),
            block.count("halfOpenCalls", base.halfOpenCalls(), 1, 1000));
    block.done();
    return read;
  }

  static CallSettings calls(Block block) {
    CallSettings base = CallSettings.DEFAULTS;
    CallSettings read =
        new CallSettings(
            block.value("deadline", base.deadline(), Forms.duration(MOMENT, LONGEST)),
            block.value("longDeadline", base.longDeadline(), Forms.duration(MOMENT, LONGEST)),
            block.value(
                "hedgeAfter",
                base.hedgeAfter(),
                Forms.hedgeDelay(Duration.ofMillis(1), Duration.ofHours(1))),
            block.count("retryBudget", base.retryBudget(), 0, 100),
            block.value("headGrace", base.headGrace(), Forms.duration(Duration.ZERO, minutes(1))),
            block.value("headWait", base.headWait(), Forms.duration(Duration.ZERO, minutes(5))),
            block.bytes("hold", base.hold(), 0, 64 * MIB));
    block.done();
    notLonger(block, "deadline", read.deadline(), "longDeadline", read.longDeadline());
    notLonger(block, "headWait", read.headWait(), "deadline", read.deadline());
    if (read.hedgeAfter() instanceof HedgeDelay.After(Duration delay)) {
      notLonger(block, "hedgeAfter", delay, "deadline", read.deadline());
    }
    return read;
  }

  private static void notLonger(
      Block block, String shorter, Duration least, String longer, Duration most) {
    if (least.compareTo(most) > 0) {
      block
          .problems()
          .error(
              block.at(shorter, longer),
              "`%s` (%s) is longer than `%s` (%s)"
                  .formatted(shorter, Units.show(least), longer, Units.show(most)),
              "lower `%s` or raise `%s`".formatted(shorter, longer));
    }
  }

  static LimitSettings limits(Block block, CallSettings calls) {
    LimitSettings base = LimitSettings.DEFAULTS;
    Form<Duration> patience = Forms.duration(Duration.ofMillis(100), Duration.ofHours(1));
    LimitSettings read =
        new LimitSettings(
            block.bytes("body", base.body(), KIB, GIB),
            block.count("batch", base.batch(), 1, 100_000),
            block.value("response", base.response(), Forms.size(KIB, 16 * GIB)),
            block.value("held", base.held(), Forms.size(KIB, 256 * GIB)),
            block.bytes("head", base.head(), KIB, MIB),
            block.count("depth", base.depth(), 2, 4096),
            block.count("connections", base.connections(), 1, 1_000_000),
            block.count("connectionsPerClient", base.connectionsPerClient(), 1, 1_000_000),
            block.count("callsPerSecond", base.callsPerSecond(), 0, 1_000_000),
            block.value("headTimeout", base.headTimeout(), patience),
            block.value("bodyTimeout", base.bodyTimeout(), patience),
            block.value(
                "idleTimeout", base.idleTimeout(), Forms.duration(Duration.ofMillis(100), LONGEST)),
            block.value("writeTimeout", base.writeTimeout(), patience));
    block.done();
    notSmaller(block, "response", read.response(), calls);
    notSmaller(block, "held", read.held(), calls);
    return read;
  }

  private static void notSmaller(Block block, String key, long bytes, CallSettings calls) {
    if (bytes < calls.hold()) {
      block
          .problems()
          .error(
              block.at(key),
              "`limits.%s` (%s) is smaller than `calls.hold` (%s)"
                  .formatted(key, Units.show(bytes), Units.show(calls.hold())),
              "raise it, or lower `calls.hold`");
    }
  }

  static MethodSettings methods(Block block, MethodSettings base) {
    Block route = block.block("route");
    MethodSettings read =
        new MethodSettings(
            block
                .list("allow", Forms.methodPattern(false))
                .map(SectionReader::values)
                .orElse(base.allow()),
            block
                .list("deny", Forms.methodPattern(true))
                .map(SectionReader::values)
                .orElse(base.deny()),
            block.has("route") ? route(route) : base.route());
    block.done();
    return read;
  }

  private static Map<String, List<String>> route(Block block) {
    Map<String, List<String>> read = new LinkedHashMap<>();
    block
        .own(Forms.METHOD_PATTERN)
        .forEach((pattern, entry) -> read.put(pattern, routed(block, pattern, entry)));
    return read;
  }

  private static List<String> routed(Block block, String pattern, Entry entry) {
    try {
      Forms.methodPattern(false).read(pattern);
    } catch (Unfit unfit) {
      block.problems().error(entry.spot(), "`" + pattern + "` " + unfit.what(), unfit.hint());
    }
    List<Placed<String>> nodes = block.ownList(pattern, entry, text -> text);
    if (nodes.isEmpty()) {
      block
          .problems()
          .error(
              entry.spot(),
              "`" + pattern + "` is routed to no node",
              "name its nodes in their order, or deny the method");
    }
    return values(nodes);
  }

  static <T> List<T> values(List<Placed<T>> placed) {
    List<T> values = new ArrayList<>();
    placed.forEach(each -> values.add(each.value()));
    return values;
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
