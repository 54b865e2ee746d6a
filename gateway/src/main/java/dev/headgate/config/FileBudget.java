package dev.headgate.config;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.util.Optional;

/// How the files that the process may have open (each connection is one) are shared out. Clients
/// get what the nodes' connections leave, so that those who are in are served, however many more
/// wait outside.
///
/// @param clients client connections that there are files for. With enough files that is more than
///   `limits.connections`: who comes over that limit is let in to be told so, and only who comes
///   when the files are used up has to wait outside
/// @param perPool the most connections to one node on one event loop
/// @param needed files that the settings could need
/// @param limit files that the process may have open
/// @param open those that it had open before any connection
public record FileBudget(int clients, int perPool, long needed, long limit, long open) {
  /// For the admin listener's clients, the log, names being resolved, jars not opened yet.
  private static final int SPARE = 24;

  /// Probes and the WebSocket of a node.
  private static final int PER_NODE = 5;

  /// Its poller, timer and wake-up, and two sockets for names.
  private static final int PER_LOOP = 5;

  /// Shares out.
  ///
  /// @param limit files that the process may have open
  /// @param open those it has open before it makes any connection
  public static FileBudget of(GatewaySettings settings, long limit, long open) {
    long nodes = settings.chains().stream().mapToLong(c -> c.chain().nodes().size()).sum();
    long pools = nodes * settings.threads();
    long toNodes =
        settings.threads()
            * settings.chains().stream()
                .flatMap(chain -> chain.chain().nodes().stream())
                .mapToLong(Node::maxConnections)
                .sum();
    long clients = settings.limits().connections();
    long fixed = open + SPARE + PER_NODE * nodes + (long) PER_LOOP * settings.threads();
    long needed = fixed + toNodes + clients;
    if (needed <= limit) {
      int room = (int) Math.min(limit - fixed - toNodes, Integer.MAX_VALUE);
      return new FileBudget(room, Integer.MAX_VALUE, needed, limit, open);
    }
    long left = Math.max(0, limit - fixed);
    long forNodes = Math.min(toNodes, left / 2);
    return new FileBudget(
        (int) Math.clamp(left - forNodes, 1, clients),
        Math.clamp(forNodes / Math.max(1, pools), 1, Integer.MAX_VALUE),
        needed,
        limit,
        open);
  }

  /// How they are shared out under other settings.
  public FileBudget under(GatewaySettings settings) {
    return of(settings, limit, open);
  }

  /// The settings with no pool larger than there is room for.
  public GatewaySettings fit(GatewaySettings settings) {
    return new GatewaySettings(
        settings.listen(),
        settings.threads(),
        settings.defaultChain(),
        settings.chains().stream().map(this::fit).toList(),
        settings.breaker(),
        settings.calls(),
        settings.limits(),
        settings.front(),
        settings.admin());
  }

  private ChainSettings fit(ChainSettings settings) {
    Chain chain = settings.chain();
    return new ChainSettings(
        new Chain(
            chain.name(),
            chain.chainId(),
            chain.blockTime(),
            chain.nodes().stream().map(this::fit).toList()),
        settings.health(),
        settings.methods());
  }

  private Node fit(Node node) {
    return node.withMaxConnections(Math.min(node.maxConnections(), perPool));
  }

  /// What to tell the operator, when there is less room than the settings could need.
  public Optional<String> warning() {
    return needed <= limit
        ? Optional.empty()
        : Optional.of(
            ("this process may have %d files open, and its settings could need %d: at most %d clients"
                    + " and %d connections per node and event loop are open at one time. Write"
                    + " LimitNOFILE=%d into its unit (elsewhere: ulimit -n %d), or lower"
                    + " limits.connections and maxConnections")
                .formatted(limit, needed, clients, perPool, needed, needed));
  }
}
