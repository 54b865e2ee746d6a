package dev.headgate.generate;

import dev.headgate.chain.Chain;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.FrontSettings;
import dev.headgate.config.FrontSettings.GatewayAt;
import dev.headgate.config.FrontSettings.Mode;
import dev.headgate.config.GatewaySettings;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.decode.MethodTable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Writes `haproxy.cfg` for HAProxy 2.6 and newer. Thread-safe: no state is shared.
///
/// **What HAProxy sends again.** A call whose connection was not made, always: not a byte of it has
/// left. A call whose connection ended without a byte of an answer, only when it is one known read
/// that is whole in the buffer. That is certain without a JSON parser because the rules pass only
/// bodies of printable ASCII without a backslash, so that every key is spelled as it is meant, and
/// in which no key stands twice, whatever its case and wherever it is nested.
public final class HaProxyFile {
  /// HAProxy refuses lines of more than 2048 characters or 64 words.
  private static final int WIDTH = 110;

  /// Over the gateway's own deadlines, so that it is the gateway that says what is late.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final GatewaySettings settings;
  private final FrontSettings front;
  private final List<GatewayAt> gateways;
  private final Optional<DirectNodes> direct;
  private final StringBuilder text = new StringBuilder();

  private HaProxyFile(GatewaySettings settings, boolean directNodes) {
    this.settings = settings;
    this.front = settings.front();
    this.gateways = front.gatewaysOr(settings.listen());
    this.direct = directNodes ? Optional.of(new DirectNodes(settings)) : Optional.empty();
  }

  /// The whole file.
  ///
  /// @param directNodes whether the nodes themselves serve single plain reads of a chain while no
  ///   gateway can; the file then holds the nodes' addresses and headers, secrets too
  public static String write(GatewaySettings settings, boolean directNodes) {
    return new HaProxyFile(settings, directNodes).write();
  }

  private String write() {
    text.append(head()).append(defaults()).append(errors());
    text.append(accept()).append(chainNames()).append(kinds());
    direct.ifPresent(nodes -> text.append(nodes.rules()));
    text.append(routes());
    settings.chains().forEach(chain -> text.append(backend(chain.chain())));
    text.append(last()).append(any());
    direct.ifPresent(nodes -> text.append(nodes.backends()));
    text.append(ops());
    return text.toString();
  }

  private String head() {
    String tls =
        front.certificate().isPresent() ? "  ssl-default-bind-options ssl-min-ver TLSv1.2\n" : "";
    return """
    # HAProxy in front of Headgate. Written by `headgate gen haproxy%s`: change `front` in the
    # configuration and write it anew. For HAProxy 2.6 and newer; check with: haproxy -c -f haproxy.cfg
    # Start it as a master (haproxy -W or -Ws), then SIGUSR2 (systemctl reload haproxy) reloads it without a lost call.

    global
      log stdout format raw daemon notice   # gateways that come and go, and why; `info` and `option httplog` log each call
      # user haproxy                        # name an unprivileged user when HAProxy is started as root
      # group haproxy
      fd-hard-limit 100000                  # connections come from this and from `ulimit -n`, each takes two
      hard-stop-after 30m                   # after a reload the old process lives on for its WebSockets, at most so long
    %s
    """
        .formatted(direct.isPresent() ? " --direct-nodes" : "", tls);
  }

  private String defaults() {
    return """
    defaults
      mode http
      log global
      option http-buffer-request            # the rules below look at a call's body
      option idle-close-on-response         # a reload ends no idle connection that a client is about to call on
      option abortonclose                   # a client that left is not served
      timeout http-request %s
      timeout http-keep-alive %s
      timeout client %s
      timeout server %3$s                   # the longest call (calls.longDeadline) and some
      timeout tunnel 1h                     # a WebSocket without a byte in either direction
      timeout client-fin 30s
      timeout server-fin 30s
      timeout connect 500ms
      timeout queue 2s
      timeout check 1s
      retries 3                             # to the same gateway after 500 ms, or at once to another
      option redispatch 1
      retry-on conn-failure empty-response  # the second for one whole read only, see disable-l7-retry

    """
        .formatted(
            time(settings.limits().headTimeout()),
            time(settings.limits().idleTimeout()),
            time(longest(settings)));
  }

  /// HAProxy's own answers. The id is null: a client's own could not be copied exactly.
  private static String errors() {
    return """
      # What HAProxy itself answers is JSON-RPC too. -32005 may be sent again. When an answer is lost (502) or late (504)
      # and the call is none that may be sent again, the code is -32000 with status 200, which no client repeats by itself.
      # What is no HTTP at all gets HAProxy's plain 400, which cannot be changed here, and where
      # a kept-alive HTTP/1.1 connection has had an answer before, HAProxy says no 502 but closes the connection.
    """
        + error(400, -32600, "broken HTTP", "")
        + error(408, -32600, "the request did not come whole in time", "")
        + error(429, -32005, "too many calls or connections: wait a second", retry(""))
        + error(500, -32603, "the load balancer failed", "")
        + lost(502, "the gateway was lost before it answered")
        + error(503, -32005, "no gateway can serve this now", retry(CHAIN))
        + lost(504, "no answer came in time")
        + "\n";
  }

  private static final String CHAIN = ",\"chain\":\"%[var(txn.chain)]\"";

  private static String retry(String more) {
    return ",\"data\":{\"retryable\":true,\"retryAfterMs\":1000" + more + "}";
  }

  private static String error(int status, int code, String words, String data) {
    return errorLine(status, Integer.toString(code), words, data);
  }

  private static String lost(int status, String words) {
    return errorLine(
        status,
        "%[var(txn.code)]",
        words + "%[var(txn.warning)]",
        ",\"data\":{%[var(txn.fate)]" + CHAIN + "}");
  }

  private static String errorLine(int status, String code, String words, String data) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":%s,\"message\":\"%s\"%s}}"
            .formatted(code, words, data);
    String form = body.contains("%") ? "lf-string" : "string";
    return "  http-error status %d content-type application/json %s '%s'\n"
        .formatted(status, form, body);
  }

  private String accept() {
    String tls =
        front
            .certificate()
            .map(path -> " ssl crt " + path + " alpn h2,http/1.1")
            .orElse("   # plain HTTP: set front.certificate for TLS");
    return """
    frontend headgate
      bind %s%s

      # Per client, which is an IPv4 address or an IPv6 /64. A batch is one request; messages on a WebSocket are none.
      stick-table type ipv6 size 100k expire 60s store conn_cur,http_req_rate(10s)
      tcp-request connection track-sc0 src,ipmask(32,64)
      http-request deny deny_status 429 if { sc_conn_cur(0) gt %d }
      http-request deny deny_status 429 if { sc_http_req_rate(0) gt %d }
      http-request set-header X-Forwarded-For %%[src]

    """
        .formatted(
            address(front.bind()),
            tls,
            front.connectionsPerClient(),
            10L * front.requestsPerClient());
  }

  private static String kinds() {
    return """
      # One call, whole in the buffer, that can be read in one way only: no backslash and nothing but printable ASCII, so
      # that keys are spelled as they are meant, and none of these keys twice, in any case, at any depth. A batch, or
      # a body longer than the buffer (16 KB with its head), is none.
      http-request set-var(txn.size) req.body_size
      acl whole   req.body_len,sub(txn.size) eq 0
      acl sized   req.fhdr(content-length) -m found
      acl object  req.body -m reg '^[[:space:]]*[{][[:print:][:space:]]*[}][[:space:]]*$'
      acl odd     req.body -m reg '[^]^-~ -[[:space:]]'
    """
        + twice("jsonrpc")
        + twice("id")
        + twice("method")
        + twice("params")
        + """
          http-request set-var(txn.method) req.body,json_query('$.method') if { method POST } sized whole object !odd !twice

          # What is known of it. A call that is not POST (a WebSocket, a health check) carries nothing out.
        """
        + acl("read", named(Set.of(MethodClass.READ)))
        + acl("long", named(Set.of(MethodClass.LONG_READ)))
        + acl("raw", named(Set.of(MethodClass.RAW_TRANSACTION, MethodClass.LONG_RAW_TRANSACTION)))
        + """
          http-request set-var(txn.kind) str(once)
          http-request set-var(txn.kind) str(read) if read
          http-request set-var(txn.kind) str(long) if long
          http-request set-var(txn.kind) str(raw) if raw
          http-request disable-l7-retry if !read !long

          # What is said when its answer is lost. (An empty set-var-fmt ends HAProxy 2.6 with a segmentation fault.)
          acl once var(txn.kind) -m str once
          http-request set-var(txn.code) int(-32005)
          http-request set-var-fmt(txn.fate) '"retryable":true'
          http-request set-var-fmt(txn.fate) '"retryable":true,"submitted":"unknown"' if raw
          http-request set-var(txn.again) str(never) if { method POST } once
          http-request set-var(txn.code) int(-32000) if { method POST } once
          http-request set-var-fmt(txn.warning) ': it may have been carried out, look before you send it again' if { method POST } once
          http-request set-var-fmt(txn.fate) '"retryable":false,"submitted":"unknown"' if { method POST } once
          http-response set-var(txn.answered) bool(true)
          http-after-response set-status 200 reason OK if { status 502 504 } !{ var(txn.answered) -m bool } { var(txn.again) -m str never }

        """;
  }

  private static String twice(String key) {
    return "  acl twice   req.body -i -m reg '\"%1$s\"[[:space:]]*:[[:print:][:space:]]*\"%1$s\"[[:space:]]*:'\n"
        .formatted(key);
  }

  private static List<String> named(Set<MethodClass> classes) {
    return MethodTable.known().stream()
        .filter(method -> classes.contains(method.methodClass()))
        .map(Method::name)
        .toList();
  }

  /// Lines of one name are alternatives.
  static String acl(String name, Collection<String> methods) {
    StringBuilder lines = new StringBuilder();
    String begin = "  acl " + name + " var(txn.method) -m str";
    StringBuilder line = new StringBuilder(begin);
    for (String method : methods) {
      if (line.length() + 1 + method.length() > WIDTH) {
        lines.append(line).append('\n');
        line = new StringBuilder(begin);
      }
      line.append(' ').append(method);
    }
    return lines.append(line).append('\n').toString();
  }

  /// With the last resort: what HAProxy's checks say may be wrong, a gateway that ends still serves
  /// for its drain delay, and one that cannot serve says why.
  private String routes() {
    StringBuilder rules =
        new StringBuilder(
            "  # While no gateway passes its checks, they are called all the same.\n");
    for (ChainSettings each : settings.chains()) {
      String name = each.chain().name();
      String paths = "{ path " + paths(settings, each.chain()) + " }";
      rules.append(
          "  use_backend headgate-last if %s { nbsrv(chain-%s) eq 0 }\n".formatted(paths, name));
      rules.append("  use_backend chain-%s if %s\n".formatted(name, paths));
    }
    return rules
        .append("  default_backend headgate-any   # health pages, and what names no chain\n\n")
        .toString();
  }

  private String chainNames() {
    StringBuilder rules = new StringBuilder();
    for (ChainSettings each : settings.chains()) {
      rules.append(
          "  http-request set-var(txn.chain) str(%s) if { path %s }\n"
              .formatted(each.chain(), paths(settings, each.chain())));
    }
    return rules.append('\n').toString();
  }

  /// Every path that means a chain.
  static String paths(GatewaySettings settings, Chain chain) {
    List<String> paths = new ArrayList<>();
    if (settings.defaultChain().filter(chain.name()::equals).isPresent()) {
      paths.add("/");
    }
    paths.add("/" + chain.name());
    paths.add("/" + chain.name() + "/");
    chain
        .chainId()
        .ifPresent(id -> {
          paths.add("/" + id);
          paths.add("/" + id + "/");
        });
    return String.join(" ", paths);
  }

  private String backend(Chain chain) {
    String name = "chain-" + chain.name();
    StringBuilder part = new StringBuilder("backend " + name + "\n");
    part.append(check("/readyz?chain=" + chain.name()));
    part.append(patience());
    if (front.mode() == Mode.ACTIVE) {
      part.append(AFFINITY);
    } else {
      gateways.stream().skip(1).forEach(spare -> part.append(whenBetter(name, spare)));
    }
    for (GatewayAt gateway : gateways) {
      part.append(server(gateway, agent(gateway, chain)));
    }
    return part.append('\n').toString();
  }

  /// By hash and not by a table, so that a reload or a second HAProxy sends a client to the same
  /// gateway; consistent, so that only the weighted share of clients moves.
  private static final String AFFINITY =
      """
        balance source          # a client sticks to one gateway, else it could see the head go backward
        hash-type consistent
      """;

  /// A weight shares calls between gateways that serve; one that waits takes over only by rule.
  private String whenBetter(String part, GatewayAt spare) {
    String first = part + "/" + gateways.getFirst().name();
    String other = part + "/" + spare.name();
    return ("  use-server %s if { srv_uweight(%s) lt 100 } { srv_is_up(%s) } { srv_uweight(%3$s) ge 100 }"
            + "   # the first is degraded or drains\n")
        .formatted(spare.name(), first, other);
  }

  private static String check(String path) {
    return """
      option httpchk
      http-check send meth GET uri %s ver HTTP/1.1 hdr Host headgate
      http-check expect status 200
      default-server check inter 500ms fastinter 100ms downinter 500ms fall 2 rise 2 weight 100 observe layer4 error-limit 3 on-error mark-down
    """
        .formatted(path);
  }

  private static String agent(GatewayAt gateway, Chain chain) {
    return gateway
        .agentCheck()
        .map(at ->
            " agent-check agent-addr %s agent-port %d agent-inter 500ms agent-send \"%s\\n\""
                .formatted(at.getAddress().getHostAddress(), at.getPort(), chain.name()))
        .orElse("");
  }

  private String server(GatewayAt gateway, String agent) {
    boolean waits = front.mode() == Mode.BACKUP && !gateway.equals(gateways.getFirst());
    return "  server %s %s%s%s\n"
        .formatted(gateway.name(), address(gateway.rpc()), agent, waits ? " backup" : "");
  }

  private String patience() {
    return "  http-request set-timeout server %s if { var(txn.kind) -m str read }\n"
        .formatted(time(settings.calls().deadline().plus(GRACE)));
  }

  private String last() {
    StringBuilder part = new StringBuilder("backend headgate-last\n").append(patience());
    if (front.mode() == Mode.ACTIVE) {
      part.append(AFFINITY);
    }
    for (GatewayAt gateway : gateways) {
      part.append("  server %s %s\n".formatted(gateway.name(), address(gateway.rpc())));
    }
    return part.append('\n').toString();
  }

  private String any() {
    StringBuilder part = new StringBuilder("backend headgate-any\n").append(check("/readyz?any"));
    gateways.forEach(gateway -> part.append(server(gateway, "")));
    return part.append('\n').toString();
  }

  private String ops() {
    return """
    frontend headgate-ops                   # for this machine alone
      bind %s
      http-request use-service prometheus-exporter if { path /metrics }
      stats enable
      stats uri /
      stats refresh 5s
      stats show-legends
    """
        .formatted(address(front.stats()));
  }

  /// The longest that any call may take.
  static Duration longest(GatewaySettings settings) {
    return settings.calls().longDeadline().plus(GRACE);
  }

  static String time(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  static String address(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
