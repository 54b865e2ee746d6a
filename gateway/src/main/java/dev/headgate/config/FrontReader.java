package dev.headgate.config;

import dev.headgate.config.FrontSettings.GatewayAt;
import dev.headgate.config.FrontSettings.Mode;
import dev.headgate.config.Yaml.Entry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `front`.
final class FrontReader {
  private static final int MOST_GATEWAYS = 16;
  private static final String EXAMPLE =
      "write gateways: {a: {rpc: 127.0.0.1:8645, agentCheck: 127.0.0.1:9646}}";
  private static final Form<String> NAME =
      Forms.name("[a-zA-Z0-9_-]", 63, "write letters, digits, hyphens and _");
  private static final Form<String> CERTIFICATE =
      text -> {
        if (!text.matches("(/[A-Za-z0-9._@+-]+)+")) {
          throw new Unfit(
              "is not a whole path of plain letters",
              "write where HAProxy finds key and chain in one file: /etc/haproxy/headgate.pem");
        }
        return text;
      };

  private FrontReader() {}

  /// What the file says; its addresses are held against the gateway's own only when it says
  /// anything, since not everybody has HAProxy.
  static FrontSettings front(Block root, ListenSettings listen) {
    Block block = root.block("front");
    FrontSettings base = FrontSettings.DEFAULTS;
    FrontSettings read =
        new FrontSettings(
            block.value("bind", base.bind(), Forms.fixedPort("127.0.0.1:8080")),
            block.value("certificate", CERTIFICATE),
            gateways(block),
            block.value(
                "mode",
                base.mode(),
                Forms.oneOf(Map.of("backup", Mode.BACKUP, "active", Mode.ACTIVE))),
            block.value("stats", base.stats(), Forms.fixedPort("127.0.0.1:8404")),
            block.count("connectionsPerClient", base.connectionsPerClient(), 1, 1_000_000),
            block.count("requestsPerClient", base.requestsPerClient(), 1, 1_000_000));
    block.done();
    if (root.has("front")) {
      checkStats(block, read);
      checkClashes(block, read, listen);
    }
    return read;
  }

  private static List<GatewayAt> gateways(Block front) {
    int problems = front.problems().all().size();
    Block block = front.block("gateways");
    boolean mapping = problems == front.problems().all().size();
    List<GatewayAt> read = new ArrayList<>();
    Map<InetSocketAddress, String> seen = new HashMap<>();
    block.own().forEach((name, entry) -> gateway(block, name, entry, seen).ifPresent(read::add));
    if (front.has("gateways") && mapping && block.own().isEmpty()) {
      front.problems().error(front.at("gateways"), "`gateways` names no gateway", EXAMPLE);
    }
    if (read.size() > MOST_GATEWAYS) {
      front
          .problems()
          .error(
              front.at("gateways"),
              "`gateways` names " + read.size(),
              "name at most " + MOST_GATEWAYS);
    }
    return read;
  }

  private static Optional<GatewayAt> gateway(
      Block gateways, String name, Entry entry, Map<InetSocketAddress, String> seen) {
    Block block = gateways.ownBlock(name, entry);
    try {
      NAME.read(name);
    } catch (Unfit unfit) {
      block.problems().error(entry.spot(), "`" + name + "` " + unfit.what(), unfit.hint());
    }
    Optional<InetSocketAddress> rpc = block.value("rpc", Forms.reachable("127.0.0.1:8645"));
    Optional<InetSocketAddress> agent =
        block.value("agentCheck", Forms.reachable("127.0.0.1:9646"));
    block.done();
    if (!block.has("rpc")) {
      block.problems().error(entry.spot(), "gateway `" + name + "` has no `rpc`", EXAMPLE);
    }
    rpc.ifPresent(address -> checkTwice(block, "rpc", name, address, seen));
    agent.ifPresent(address -> checkTwice(block, "agentCheck", name, address, seen));
    return rpc.map(address -> new GatewayAt(name, address, agent));
  }

  private static void checkTwice(
      Block block,
      String key,
      String name,
      InetSocketAddress address,
      Map<InetSocketAddress, String> seen) {
    String here = "`%s` of gateway `%s`".formatted(key, name);
    String earlier = seen.putIfAbsent(address, here);
    if (earlier != null) {
      block
          .problems()
          .error(
              block.at(key),
              earlier + " and " + here + " are the same address",
              "each gateway has its own `listen.rpc` and `listen.agentCheck`: write those");
    }
  }

  private static void checkStats(Block block, FrontSettings read) {
    if (!read.stats().getAddress().isLoopbackAddress()) {
      block
          .problems()
          .error(
              block.at("stats"),
              "`stats` may be on a loopback address only: it asks for no password",
              "write 127.0.0.1:" + read.stats().getPort() + ", and tunnel or proxy to it");
    }
  }

  private static void checkClashes(Block block, FrontSettings read, ListenSettings listen) {
    checkClash(block, "stats", read.stats(), "front.bind", read.bind());
    for (String key : List.of("bind", "stats")) {
      InetSocketAddress address = key.equals("bind") ? read.bind() : read.stats();
      checkClash(block, key, address, "listen.rpc", listen.rpc());
      checkClash(block, key, address, "listen.admin", listen.admin());
      listen.agentCheck().ifPresent(at -> checkClash(block, key, address, "listen.agentCheck", at));
      for (GatewayAt gateway : read.gateways()) {
        if (!gateway.rpc().equals(listen.rpc())) {
          checkClash(block, key, address, "rpc` of gateway `" + gateway.name(), gateway.rpc());
        }
      }
    }
  }

  private static void checkClash(
      Block block, String key, InetSocketAddress a, String other, InetSocketAddress b) {
    if (SectionReader.clash(a, b)) {
      block
          .problems()
          .error(
              block.at(key),
              "`front.%s` and `%s` are the same address".formatted(key, other),
              "HAProxy needs a port of its own: write another for `front." + key + "`");
    }
  }
}
