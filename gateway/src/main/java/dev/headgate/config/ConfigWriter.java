package dev.headgate.config;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Settings back to YAML, with every key written out, so that what is in force can be read. What
/// [#plain] writes, the reader takes, and reads as the same settings.
public final class ConfigWriter {
  private static final String MASK = "***";

  /// Words that may stand plainly in YAML, in brackets too.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._][A-Za-z0-9/._:+=*-]*(?<!:)");

  /// Words of a path that are no key: short, or without a digit and not very long.
  private static final Pattern HARMLESS = Pattern.compile("[^/]{0,7}|[A-Za-z_.-]{8,19}");

  private final StringBuilder text = new StringBuilder();
  private final UnaryOperator<String> header;
  private final UnaryOperator<String> url;

  private ConfigWriter(UnaryOperator<String> header, UnaryOperator<String> url) {
    this.header = header;
    this.url = url;
  }

  /// The values of headers, queries of URLs and those parts of their paths that look like keys are
  /// masked: it may be shown to others.
  public static String masked(GatewaySettings settings) {
    return masked(settings, Secrets.NONE);
  }

  /// As [#masked(GatewaySettings)], and what came in by `${...}` is masked in URLs too, however
  /// harmless it looks.
  public static String masked(GatewaySettings settings, Secrets secrets) {
    return new ConfigWriter(value -> MASK, url -> maskedUrl(url, secrets)).write(settings);
  }

  /// As [#masked(GatewaySettings)], and no part of a URL's path is shown: of two settings whose
  /// secrets are not at hand.
  static String discreet(GatewaySettings settings) {
    return new ConfigWriter(value -> MASK, ConfigWriter::discreetUrl).write(settings);
  }

  private static String discreetUrl(String url) {
    URI uri = URI.create(url);
    boolean bare = uri.getRawPath().length() < 2 && uri.getRawQuery() == null;
    return uri.getScheme() + "://" + uri.getRawAuthority() + (bare ? uri.getRawPath() : "/" + MASK);
  }

  /// With all secrets in it.
  static String plain(GatewaySettings settings) {
    return new ConfigWriter(value -> value, value -> value).write(settings);
  }

  static String maskedUrl(String url) {
    return maskedUrl(url, Secrets.NONE);
  }

  private static String maskedUrl(String url, Secrets secrets) {
    URI uri = URI.create(url);
    String path =
        Pattern.compile("[^/]+")
            .matcher(Optional.ofNullable(uri.getRawPath()).orElse(""))
            .replaceAll(part -> isHarmless(part.group(), secrets) ? "$0" : MASK);
    String query = uri.getRawQuery() == null ? "" : "?" + MASK;
    String authority = secrets.isFromFileIn(uri.getRawAuthority()) ? MASK : uri.getRawAuthority();
    return uri.getScheme() + "://" + authority + path + query;
  }

  private static boolean isHarmless(String part, Secrets secrets) {
    return HARMLESS.matcher(part).matches() && !secrets.isIn(part);
  }

  private String write(GatewaySettings settings) {
    listen(settings.listen());
    line(0, "threads", settings.threads());
    settings.defaultChain().ifPresent(name -> line(0, "defaultChain", word(name)));
    line(0, "chains", "");
    settings.chains().forEach(this::chain);
    breaker(settings.breaker());
    calls(settings.calls());
    limits(settings.limits());
    front(settings.front());
    settings.admin().tokenFile().ifPresent(file -> admin(file.toString()));
    return text.toString();
  }

  private void listen(ListenSettings listen) {
    line(0, "listen", "");
    line(2, "rpc", word(address(listen.rpc())));
    line(2, "admin", word(address(listen.admin())));
    listen.agentCheck().ifPresent(at -> line(2, "agentCheck", word(address(at))));
    line(
        2,
        "trustedProxies",
        list(listen.trustedProxies().stream().map(InetAddress::getHostAddress).toList()));
    line(2, "drainDelay", Units.show(listen.drainDelay()));
    line(2, "stamps", listen.stamps());
  }

  private void admin(String tokenFile) {
    line(0, "admin", "");
    line(2, "tokenFile", word(tokenFile));
  }

  private void chain(ChainSettings settings) {
    Chain chain = settings.chain();
    line(2, word(chain.name()), "");
    chain.chainId().ifPresent(id -> line(4, "chainId", id));
    line(4, "blockTime", Units.show(chain.blockTime()));
    line(4, "nodes", "");
    chain.nodes().forEach(this::node);
    health(settings.health());
    methods(settings.methods());
  }

  private void node(Node node) {
    text.append("      - name: ").append(word(node.name())).append('\n');
    line(8, "role", node.role().name().toLowerCase(Locale.ROOT));
    line(8, "http", word(url.apply(node.http().toString())));
    @Nullable URI ws = node.ws();
    if (ws != null) {
      line(8, "ws", word(url.apply(ws.toString())));
    }
    line(8, "headers", headers(node.headers()));
    line(8, "mempool", node.privateMempool() ? "private" : "public");
    line(8, "batch", node.batch());
    line(8, "maxConnections", node.maxConnections());
    line(8, "units", list(node.units()));
  }

  private String headers(Map<String, String> headers) {
    return headers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> word(entry.getKey()) + ": " + word(header.apply(entry.getValue())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private void health(HealthSettings health) {
    line(4, "health", "");
    line(6, "probeInterval", Units.show(health.probeInterval()));
    line(6, "probeTimeout", Units.show(health.probeTimeout()));
    line(6, "fall", health.fall());
    line(6, "rise", health.rise());
    line(6, "handover", Units.show(health.handover()));
    line(
        6,
        "lag",
        "{blocks: " + health.lagBlocks() + ", time: " + Units.show(health.lagTime()) + "}");
    line(6, "failbackAfter", Units.show(health.failbackAfter()));
    line(6, "flapWindow", Units.show(health.flapWindow()));
    HealthSettings.Slow slow = health.slow();
    line(
        6,
        "slow",
        "{times: %d, by: %s, time: %s}"
            .formatted(slow.times(), Units.show(slow.by()), Units.show(slow.time())));
    HealthSettings.Errors errors = health.errors();
    line(
        6,
        "errors",
        "{percent: %d, calls: %d, window: %s}"
            .formatted(errors.percent(), errors.calls(), Units.show(errors.window())));
  }

  private void methods(MethodSettings methods) {
    line(4, "methods", "");
    line(6, "allow", list(methods.allow()));
    line(6, "deny", list(methods.deny()));
    line(
        6,
        "route",
        methods.route().entrySet().stream()
            .map(entry -> word(entry.getKey()) + ": " + list(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  private void breaker(BreakerSettings breaker) {
    line(0, "breaker", "");
    line(2, "window", Units.show(breaker.window()));
    line(2, "minimumCalls", breaker.minimumCalls());
    line(2, "failureRate", breaker.failureRate());
    line(2, "inARow", breaker.inARow());
    line(2, "open", Units.show(breaker.open()));
    line(2, "halfOpenCalls", breaker.halfOpenCalls());
  }

  private void calls(CallSettings calls) {
    line(0, "calls", "");
    line(2, "deadline", Units.show(calls.deadline()));
    line(2, "longDeadline", Units.show(calls.longDeadline()));
    line(
        2,
        "hedgeAfter",
        switch (calls.hedgeAfter()) {
          case HedgeDelay.Auto() -> "auto";
          case HedgeDelay.Off() -> "off";
          case HedgeDelay.After(var delay) -> Units.show(delay);
        });
    line(2, "retryBudget", calls.retryBudget());
    line(2, "headGrace", Units.show(calls.headGrace()));
    line(2, "headWait", Units.show(calls.headWait()));
    line(2, "hold", Units.show(calls.hold()));
  }

  private void limits(LimitSettings limits) {
    line(0, "limits", "");
    line(2, "body", Units.show(limits.body()));
    line(2, "batch", limits.batch());
    line(2, "response", Units.show(limits.response()));
    line(2, "held", Units.show(limits.held()));
    line(2, "head", Units.show(limits.head()));
    line(2, "depth", limits.depth());
    line(2, "connections", limits.connections());
    line(2, "connectionsPerClient", limits.connectionsPerClient());
    line(2, "callsPerSecond", limits.callsPerSecond());
    line(2, "headTimeout", Units.show(limits.headTimeout()));
    line(2, "bodyTimeout", Units.show(limits.bodyTimeout()));
    line(2, "idleTimeout", Units.show(limits.idleTimeout()));
    line(2, "writeTimeout", Units.show(limits.writeTimeout()));
  }

  private void front(FrontSettings front) {
    line(0, "front", "");
    line(2, "bind", word(address(front.bind())));
    front.certificate().ifPresent(path -> line(2, "certificate", word(path)));
    if (!front.gateways().isEmpty()) {
      line(2, "gateways", "");
      front.gateways().forEach(this::gateway);
    }
    line(2, "mode", front.mode().name().toLowerCase(Locale.ROOT));
    line(2, "stats", word(address(front.stats())));
    line(2, "connectionsPerClient", front.connectionsPerClient());
    line(2, "requestsPerClient", front.requestsPerClient());
  }

  private void gateway(FrontSettings.GatewayAt gateway) {
    String agent = gateway.agentCheck().map(at -> ", agentCheck: " + word(address(at))).orElse("");
    line(4, word(gateway.name()), "{rpc: " + word(address(gateway.rpc())) + agent + "}");
  }

  private void line(int indent, String key, Object value) {
    String written = value.toString();
    text.repeat(' ', indent)
        .append(key)
        .append(written.isEmpty() ? ":" : ": ")
        .append(written)
        .append('\n');
  }

  private static String address(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String list(Collection<String> words) {
    return words.stream().map(ConfigWriter::word).collect(Collectors.joining(", ", "[", "]"));
  }

  /// In quotes unless it is plainly a word; `${` stays text when it is read again.
  private static String word(String value) {
    if (PLAIN.matcher(value).matches() && !List.of("null", "true", "false").contains(value)) {
      return value;
    }
    return "'" + value.replace("'", "''").replace("${", "$${") + "'";
  }
}
