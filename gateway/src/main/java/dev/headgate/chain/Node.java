package dev.headgate.chain;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One node of a chain, as configured.
///
/// @param name unique in the whole configuration; a label in metrics and sentences
/// @param http `http://` or `https://`, with the path the node wants
/// @param ws `ws://` or `wss://`, or null when the node has none
/// @param headers sent with every request to this node; may hold secrets, so never print them
/// @param privateMempool true when a transaction sent here must never reach a public node
/// @param batch the most calls in one batch to this node
/// @param maxConnections per event loop; beyond it calls wait within their deadline
/// @param units systemd units of this node that the host agent may isolate and repair
public record Node(
    String name,
    Role role,
    URI http,
    @Nullable URI ws,
    Map<String, String> headers,
    boolean privateMempool,
    int batch,
    int maxConnections,
    List<String> units) {

  public static final int DEFAULT_BATCH = 100;
  public static final int DEFAULT_MAX_CONNECTIONS = 256;

  public Node {
    headers = Map.copyOf(headers);
    units = List.copyOf(units);
  }

  /// A node with every default, from its name, role and address alone.
  public static Node of(String name, Role role, URI http) {
    return new Node(
        name, role, http, null, Map.of(), false, DEFAULT_BATCH, DEFAULT_MAX_CONNECTIONS, List.of());
  }

  /// The same node, which speaks WebSocket there.
  public Node withWs(URI address) {
    return new Node(
        name, role, http, address, headers, privateMempool, batch, maxConnections, units);
  }

  /// The same node, with so many connections at most.
  public Node withMaxConnections(int most) {
    return new Node(name, role, http, ws, headers, privateMempool, batch, most, units);
  }

  public boolean hasWs() {
    return ws != null;
  }

  public boolean isRelay() {
    return role == Role.RELAY;
  }

  /// Whether both are one node, perhaps under other settings: what was learned of it and the
  /// connections to it hold for the other too. Another name or another address is another node.
  public boolean isSame(Node other) {
    return name.equals(other.name) && http.equals(other.http);
  }

  /// Whether a WebSocket to the one is a WebSocket to the other.
  public boolean sharesSocket(Node other) {
    return isSame(other) && Objects.equals(ws, other.ws) && headers.equals(other.headers);
  }

  /// By the name alone, which is unique: nodes are keys on the request path.
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// Without address and headers, which may hold secrets.
  @Override
  public String toString() {
    return name;
  }
}
