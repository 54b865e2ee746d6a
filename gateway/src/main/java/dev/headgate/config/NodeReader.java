package dev.headgate.config;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.Yaml.Entry;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the nodes of every chain; knows those of the chains before, since names are unique in the
/// whole file.
final class NodeReader {
  private static final Form<String> NAME =
      Forms.name("[a-zA-Z0-9._-]", 63, "write letters, digits, dots, hyphens and _");
  private static final Form<String> UNIT =
      Forms.matching(
          "[a-zA-Z0-9:_.@\\\\-]{1,240}\\.service",
          "is not a systemd service",
          "write its whole name: erigon.service");

  /// A token of RFC 9110.
  private static final String HEADER = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}";

  private static final Form<String> HEADER_VALUE =
      Forms.matching(
          "[\\t -~]{1,8192}",
          "is not a header's value",
          "write printable ASCII on one line, not empty and below 8KiB");

  /// They belong to the connection, which is the gateway's; a second one would let a request be
  /// read in two ways.
  private static final Set<String> OURS =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final ListenSettings listen;
  private final Map<String, Integer> lineOf = new HashMap<>();
  private final Map<URI, Place> placeOf = new HashMap<>();

  private record Place(String chain, String node) {}

  NodeReader(ListenSettings listen) {
    this.listen = listen;
  }

  /// Those nodes of a chain that could be read.
  List<Node> nodes(Block chain, String chainName) {
    List<Node> read = new ArrayList<>();
    List<Block> blocks = chain.blocks("nodes", "write - http: http://host:port for each node");
    for (int i = 0; i < blocks.size(); i++) {
      node(blocks.get(i), defaultName(chainName, i), i == 0 ? Role.PRIMARY : Role.STANDBY)
          .ifPresent(read::add);
    }
    checkTwice(chain, chainName, blocks, read);
    return read;
  }

  /// `ethereum-a`, `ethereum-b`, ... as far as the letters go.
  static String defaultName(String chain, int index) {
    return chain + "-" + (index < 26 ? Character.toString('a' + index) : Integer.toString(index));
  }

  private Optional<Node> node(Block block, String defaultName, Role defaultRole) {
    String name = block.value("name", defaultName, NAME);
    Role role =
        block.value(
            "role",
            defaultRole,
            Forms.oneOf(
                Map.of("primary", Role.PRIMARY, "standby", Role.STANDBY, "relay", Role.RELAY)));
    block.needs("http");
    Optional<URI> http = block.value("http", Forms.url("http", "https"));
    @Nullable URI ws = block.value("ws", Forms.url("ws", "wss")).orElse(null);
    Map<String, String> headers = headers(block.block("headers"));
    boolean privateMempool =
        block.value("mempool", false, Forms.oneOf(Map.of("public", false, "private", true)));
    int batch = block.count("batch", Node.DEFAULT_BATCH, 1, 100_000);
    int maxConnections = block.count("maxConnections", Node.DEFAULT_MAX_CONNECTIONS, 1, 65_535);
    List<String> units = block.list("units", UNIT).map(SectionReader::values).orElse(List.of());
    block.done();
    checkName(block, name);
    checkAddress(block, http);
    return http.map(uri ->
        new Node(name, role, uri, ws, headers, privateMempool, batch, maxConnections, units));
  }

  private void checkName(Block block, String name) {
    Integer earlier = lineOf.putIfAbsent(name, block.at("name").line());
    if (earlier != null) {
      block
          .problems()
          .error(
              block.at("name"),
              "a second node is called `" + name + "`",
              "the first is in line %d; names are unique in the whole file".formatted(earlier));
    }
  }

  private void checkAddress(Block block, Optional<URI> http) {
    if (block.lacks("http")) {
      block
          .problems()
          .error(block.spot(), "the node has no `http`", "write http: http://host:port");
    }
    if (http.isPresent() && isOurs(http.get())) {
      block
          .problems()
          .error(
              block.at("http"),
              "this is the address the gateway itself listens on",
              "write the node's own; 8545 is its usual port");
    }
  }

  private boolean isOurs(URI http) {
    String host = http.getHost().toLowerCase(Locale.ROOT);
    InetAddress rpc = listen.rpc().getAddress();
    boolean here =
        host.equals("localhost")
            || host.startsWith("127.")
            || host.equals("[::1]")
            || host.equals(rpc.getHostAddress());
    return here
        && http.getPort() != -1
        && (rpc.isLoopbackAddress() || rpc.isAnyLocalAddress() || host.equals(rpc.getHostAddress()))
        && http.getPort() == listen.rpc().getPort();
  }

  /// One node under two names gives no second chance, and one on two chains is wrong on one.
  private void checkTwice(Block chain, String chainName, List<Block> blocks, List<Node> nodes) {
    if (nodes.size() != blocks.size()) {
      return; // which of them was refused is not known here
    }
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      Place earlier = placeOf.putIfAbsent(normal(node.http()), new Place(chainName, node.name()));
      if (earlier != null) {
        boolean here = earlier.chain().equals(chainName);
        chain
            .problems()
            .warning(
                blocks.get(i).at("http"),
                here
                    ? "`%s` and `%s` are the same address".formatted(earlier.node(), node)
                    : "`%s` is the address of `%s` of `%s` too"
                        .formatted(node, earlier.node(), earlier.chain()),
                here
                    ? "one node under two names gives no second chance"
                    : "a node is on one chain: correct one of them");
      }
    }
  }

  /// As HTTP takes them for the same: case of the host, the usual port, an empty path.
  private static URI normal(URI http) {
    int usual = http.getScheme().equals("https") ? 443 : 80;
    int port = http.getPort() < 0 ? usual : http.getPort();
    String path =
        http.getRawPath() == null || http.getRawPath().isEmpty() ? "/" : http.getRawPath();
    String query = http.getRawQuery() == null ? "" : "?" + http.getRawQuery();
    String host = http.getHost().toLowerCase(Locale.ROOT);
    return URI.create(http.getScheme() + "://" + host + ":" + port + path + query);
  }

  private static Map<String, String> headers(Block block) {
    Map<String, String> read = new LinkedHashMap<>();
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    block
        .own(HEADER)
        .forEach((name, entry) -> {
          checkHeader(block, name, entry, seen);
          block.ownValue(name, entry, HEADER_VALUE).ifPresent(v -> read.put(name, v));
        });
    return read;
  }

  private static void checkHeader(Block block, String name, Entry entry, Set<String> seen) {
    if (!name.matches(HEADER)) {
      block
          .problems()
          .error(entry.spot(), "this is no name of a header", "write letters, digits and hyphens");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (OURS.contains(lower) || lower.startsWith("sec-websocket-")) {
      block
          .problems()
          .error(entry.spot(), "the gateway itself writes the header `" + name + "`", "remove it");
    }
    if (!seen.add(name)) {
      block
          .problems()
          .error(
              entry.spot(), "header `" + name + "` stands here twice, but for case", "remove one");
    }
  }
}
