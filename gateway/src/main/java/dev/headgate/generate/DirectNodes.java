package dev.headgate.generate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.GatewaySettings;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.decode.MethodTable;
import dev.headgate.request.plan.MethodRules;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The nodes as HAProxy's last resort: while no gateway can serve a chain, its own nodes answer
/// what HAProxy can tell to be one plain read. What it cannot tell is answered by the part of the
/// last resort, where no gateway is left: 503 and `-32005`.
final class DirectNodes {
  private static final String LOST =
      """
        # While no gateway can serve a chain, its nodes answer directly: one call, whole in the buffer, readable in one way,
        # of a known read that the chain lets through. All else (batches, transactions, filters, WebSocket, long bodies)
        # is refused with -32005. What is lost: the head may go backward, a node that lags or stands still is not left, no
        # call is tried on a second node, nothing bounds an answer. The chain's id is checked, its genesis is not.
      """;

  private final GatewaySettings settings;

  /// The lists of methods that may pass, each with its name: most chains have the same one.
  private final Map<List<String>, String> lists = new LinkedHashMap<>();

  DirectNodes(GatewaySettings settings) {
    this.settings = settings;
  }

  /// For the frontend, before the rules that lead to the gateways.
  String rules() {
    StringBuilder uses = new StringBuilder();
    for (ChainSettings chain : settings.chains()) {
      uses.append(chain.chain().chainId().isPresent() ? uses(chain) : idUnknown(chain.chain()));
    }
    StringBuilder rules = new StringBuilder(LOST);
    lists.forEach((methods, name) -> rules.append(HaProxyFile.acl(name, methods)));
    return rules.append(uses).append('\n').toString();
  }

  private static String idUnknown(Chain chain) {
    return "  # %s: none, for its chainId is not in the configuration and could not be checked\n"
        .formatted(chain);
  }

  private String uses(ChainSettings settings) {
    Chain chain = settings.chain();
    List<String> methods = methods(settings);
    if (methods.isEmpty()) {
      return "  # %s: none, for its rules let no read through\n".formatted(chain);
    }
    String list = lists.computeIfAbsent(methods, _ -> "direct-" + (lists.size() + 1));
    StringBuilder uses = new StringBuilder();
    for (Node node : chain.judged()) {
      uses.append(
          "  use_backend node-%s if { path %s } %s { nbsrv(chain-%s) eq 0 } { nbsrv(node-%1$s) gt 0 }\n"
              .formatted(node, HaProxyFile.paths(this.settings, chain), list, chain));
    }
    return uses.toString();
  }

  /// Short reads that the chain's rules let through and leave to any node.
  private static List<String> methods(ChainSettings chain) {
    MethodRules rules = new MethodRules(chain.chain(), chain.methods());
    return MethodTable.known().stream()
        .filter(method -> method.methodClass() == MethodClass.READ)
        .map(Method::name)
        .filter(name -> rules.of(name) instanceof MethodRules.Rule.Free)
        .toList();
  }

  /// One part for each node that has a rule.
  String backends() {
    StringBuilder parts = new StringBuilder();
    boolean named = false;
    for (ChainSettings chain : settings.chains()) {
      if (chain.chain().chainId().isPresent() && !methods(chain).isEmpty()) {
        for (Node node : chain.chain().judged()) {
          parts.append(backend(chain.chain(), node)).append('\n');
          named |= address(node.http()).isEmpty();
        }
      }
    }
    return parts + (named ? "resolvers headgate\n  parse-resolv-conf\n\n" : "");
  }

  private String backend(Chain chain, Node node) {
    URI uri = node.http();
    String path = pathAndQuery(uri);
    StringBuilder part = new StringBuilder("backend node-" + node + "\n");
    part.append("  option httpchk\n");
    part.append(
        "  http-check send meth POST uri %s ver HTTP/1.1 hdr Host %s hdr Content-Type application/json%s body '%s'\n"
            .formatted(quoted(path), format(uri.getRawAuthority()), headers(node), QUESTION));
    part.append("  http-check expect status 200\n");
    part.append(
        "  http-check expect rstring '\"result\"[[:space:]]*:[[:space:]]*\"0x0*%x\"'\n"
            .formatted(chain.chainId().orElseThrow()));
    part.append("  http-request set-pathq %s\n".formatted(format(path)));
    for (String dropped : DROPPED) {
      part.append("  http-request del-header ").append(dropped).append('\n');
    }
    part.append("  http-request set-header Host %s\n".formatted(format(uri.getRawAuthority())));
    sorted(node)
        .forEach((name, value) ->
            part.append("  http-request set-header %s %s\n".formatted(name, format(value))));
    part.append("  http-request set-timeout server 30s\n");
    part.append(
        "  server %s %s check inter 1s fall 2 rise 2%s\n".formatted(node, to(uri), tls(uri)));
    return part.toString();
  }

  private static final String QUESTION =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";

  /// What a client tells the gateway and no node should hear, and what would change the answer.
  private static final List<String> DROPPED =
      List.of("Accept-Encoding", "Authorization", "Cookie", "Origin", "X-Forwarded-For");

  private static String headers(Node node) {
    StringBuilder words = new StringBuilder();
    sorted(node)
        .forEach(
            (name, value) -> words.append(" hdr ").append(name).append(' ').append(format(value)));
    return words.toString();
  }

  private static Map<String, String> sorted(Node node) {
    return new TreeMap<>(node.headers());
  }

  private static String pathAndQuery(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /// Where a node is. A name that needs a name server is looked up while HAProxy runs, so that it
  /// starts without one.
  private static String to(URI uri) {
    String port = ":" + port(uri);
    return address(uri)
        .map(address -> address + port)
        .orElseGet(() -> uri.getHost() + port + " resolvers headgate init-addr none");
  }

  private static Optional<String> address(URI uri) {
    String host = uri.getHost();
    if (host.equalsIgnoreCase("localhost")) {
      return Optional.of("127.0.0.1");
    }
    return host.startsWith("[") || host.matches("[0-9.]+") ? Optional.of(host) : Optional.empty();
  }

  private static int port(URI uri) {
    return uri.getPort() != -1 ? uri.getPort() : secure(uri) ? 443 : 80;
  }

  private static boolean secure(URI uri) {
    return uri.getScheme().equals("https");
  }

  private static String tls(URI uri) {
    return secure(uri)
        ? " ssl verify required ca-file @system-ca sni str(%1$s) check-sni %1$s verifyhost %1$s"
            .formatted(uri.getHost())
        : "";
  }

  /// Text in which HAProxy looks for `%`.
  private static String format(String value) {
    return quoted(value.replace("%", "%%"));
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
  }
}
