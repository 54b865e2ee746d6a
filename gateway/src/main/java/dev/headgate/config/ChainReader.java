package dev.headgate.config;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.Block.Placed;
import dev.headgate.config.Yaml.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads `chains`: each with its nodes and with what it overrides of the global sections.
final class ChainReader {
  /// Paths that the listeners answer themselves.
  private static final Set<String> RESERVED =
      Set.of("livez", "readyz", "healthz", "metrics", "status", "admin", "explain", "history");

  private static final String LETTERS = "[a-z0-9-]";

  private static final Form<String> CHAIN_NAME =
      Forms.name(
          LETTERS, 63, "write lower-case letters, digits and hyphens: it is a path, /<chain>");

  private final Block healthBlock;
  private final Block methodsBlock;
  private final MethodSettings methods;
  private final NodeReader nodeReader;
  private final Map<Long, String> ids = new HashMap<>();

  /// @param health the global section, which is reported on elsewhere
  /// @param methods the global section, which is reported on elsewhere
  ChainReader(Block health, Block methods, ListenSettings listen) {
    this.healthBlock = health;
    this.methodsBlock = methods;
    this.methods = SectionReader.methods(methods.unheard(), MethodSettings.DEFAULTS);
    this.nodeReader = new NodeReader(listen);
  }

  /// @param misspelt whether the key itself is, so that there is nothing more to say
  List<ChainSettings> read(Block chains, boolean misspelt) {
    List<ChainSettings> read = new ArrayList<>();
    Map<String, Entry> own = chains.own(LETTERS + "{1,63}");
    own.forEach((name, entry) -> read.add(chain(name, entry, chains)));
    if (own.isEmpty() && !chains.isBroken() && !misspelt) {
      chains
          .problems()
          .error(
              chains.spot(),
              "no chain is configured",
              "write chains: {ethereum: {nodes: [{name: a, http: \"http://127.0.0.1:8545\"}]}}");
    }
    return read;
  }

  private ChainSettings chain(String name, Entry entry, Block chains) {
    Block block = chains.ownBlock(name, entry);
    checkName(block, name);
    OptionalLong writtenId = id(block);
    Optional<KnownChains> known = KnownChains.of(name, writtenId);
    OptionalLong id =
        writtenId.isPresent()
            ? writtenId
            : known.map(chain -> OptionalLong.of(chain.chainId())).orElse(OptionalLong.empty());
    Duration blockTime =
        block.value(
            "blockTime",
            known.map(KnownChains::blockTime).orElse(KnownChains.BLOCK_TIME),
            Forms.duration(Duration.ofMillis(10), Duration.ofHours(1)));
    block.needs("nodes");
    List<Node> nodes = nodeReader.nodes(block, name);
    Chain chain = new Chain(name, id, blockTime, nodes);
    HealthSettings health = health(block.block("health"), known);
    Block own = block.block("methods");
    MethodSettings methods = SectionReader.methods(own, this.methods);
    block.done();
    checkId(block, chain, writtenId);
    checkNodes(block, chain);
    checkRoutes(own.has("route") ? own : methodsBlock, chain, block);
    return new ChainSettings(chain, health, methods);
  }

  /// The chain's own keys over the global ones over what is known of the chain.
  private HealthSettings health(Block own, Optional<KnownChains> known) {
    HealthSettings base =
        known.map(chain -> chain.over(HealthSettings.DEFAULTS)).orElse(HealthSettings.DEFAULTS);
    return SectionReader.health(own, SectionReader.health(healthBlock.unheard(), base));
  }

  private static OptionalLong id(Block block) {
    return block
        .value("chainId", Forms.whole(1, Long.MAX_VALUE))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static void checkName(Block block, String name) {
    try {
      CHAIN_NAME.read(name);
    } catch (Unfit unfit) {
      block.problems().error(block.spot(), "`" + name + "` " + unfit.what(), unfit.hint());
    }
    if (name.matches("\\d+")) {
      block
          .problems()
          .error(
              block.spot(),
              "a chain's name may not be a number, which is read as a chain id",
              "write the chain's name, and `chainId: " + name + "` below it");
    }
    if (RESERVED.contains(name)) {
      block
          .problems()
          .error(
              block.spot(),
              "`" + name + "` is a path that the gateway answers itself",
              "give the chain another name");
    }
  }

  private void checkId(Block block, Chain chain, OptionalLong written) {
    Optional<KnownChains> byName = KnownChains.byName(chain.name());
    if (written.isPresent()
        && byName.isPresent()
        && byName.get().chainId() != written.getAsLong()) {
      block
          .problems()
          .warning(
              block.at("chainId"),
              "%s has chain id %d, and this says %d"
                  .formatted(chain, byName.get().chainId(), written.getAsLong()),
              "correct it, or give the chain another name");
    }
    if (chain.chainId().isPresent()) {
      String other = ids.putIfAbsent(chain.chainId().getAsLong(), chain.name());
      if (other != null) {
        block
            .problems()
            .error(
                block.at("chainId"),
                "`%s` and `%s` have the same chain id".formatted(other, chain),
                "put their nodes under one of them: /<chainId> must mean one chain");
      }
    }
  }

  private static void checkNodes(Block block, Chain chain) {
    if (block.lacks("nodes") || block.isEmpty("nodes")) {
      block
          .problems()
          .error(
              block.at("nodes"),
              "`" + chain + "` has no nodes",
              "write nodes: [{name: a, role: primary, http: \"http://127.0.0.1:8545\"}]");
    }
    int written = block.unheard().blocks("nodes", "").size();
    // Of nodes that were refused it is not known what they would have been.
    if (written == chain.nodes().size()) {
      checkJudged(block, chain);
    }
  }

  private static void checkJudged(Block block, Chain chain) {
    if (chain.judged().isEmpty() && !chain.nodes().isEmpty()) {
      block
          .problems()
          .error(
              block.at("nodes"),
              "`" + chain + "` has relays only, and they have no head",
              "give it at least one node with role: primary");
    }
    if (chain.judged().size() > 1
        && chain.judged().stream().noneMatch(node -> node.role() == Role.PRIMARY)) {
      block
          .problems()
          .warning(
              block.at("nodes"),
              "`" + chain + "` has no primary, so whichever node serves keeps on serving",
              "give the node that should serve role: primary");
    }
    if (chain.judged().size() == 1) {
      block
          .problems()
          .warning(
              block.at("nodes"),
              "`" + chain + "` has one node only, so there is nothing to fail over to",
              "add a node with role: standby");
    }
  }

  private static void checkRoutes(Block from, Chain chain, Block block) {
    Set<String> routed = new HashSet<>();
    Block route = from.unheard().block("route");
    route
        .own(Forms.METHOD_PATTERN)
        .forEach((pattern, entry) -> {
          for (Placed<String> name : route.ownList(pattern, entry, text -> text)) {
            routed.add(name.value());
            checkRoute(block.problems(), chain, name);
          }
        });
    for (Node relay : chain.nodes()) {
      if (relay.isRelay() && !routed.contains(relay.name())) {
        block
            .problems()
            .warning(
                block.at("nodes"),
                "relay `" + relay + "` gets no call: no route names it",
                "add methods: {route: {eth_sendRawTransaction: [" + relay + "]}} to the chain");
      }
    }
  }

  private static void checkRoute(Problems problems, Chain chain, Placed<String> name) {
    if (chain.node(name.value()).isPresent()) {
      return;
    }
    List<String> names = chain.nodes().stream().map(Node::name).toList();
    String near =
        Spelling.nearest(name.value(), names)
            .map(word -> "did you mean `" + word + "`? ")
            .orElse("");
    problems.error(
        name.spot(),
        "`" + chain + "` has no node of this name",
        near
            + "Its nodes: "
            + String.join(", ", names)
            + "; a route for one chain belongs under chains.<chain>.methods.route");
  }
}
