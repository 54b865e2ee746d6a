package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.operate.Status.ChainStatus;
import dev.headgate.operate.Status.HostStatus;
import dev.headgate.request.Floors;
import dev.headgate.request.accept.Pages.Page;
import dev.headgate.request.send.NodeLatencies;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `/status`: everything that is believed, for people (HTML, text) and programs (JSON, the keys of
/// INTERFACE section 7). Answers from what is already known. Thread-safe.
public final class StatusPage {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final HealthBoard board;
  private final NodeLatencies latencies;
  private final Floors floors;
  private final FailoverTimes failoverTimes;
  private final SteadyClock clock;
  private final Instant startedAt;
  private final String version;

  /// A page whose uptime counts from now.
  ///
  /// @param metrics measures how long failovers took
  /// @param version of Headgate
  public StatusPage(
      HealthBoard board,
      NodeLatencies latencies,
      Floors floors,
      Metrics metrics,
      SteadyClock clock,
      String version) {
    this.board = board;
    this.latencies = latencies;
    this.floors = floors;
    this.failoverTimes = metrics.failoverTimes();
    this.clock = clock;
    this.startedAt = clock.instant();
    this.version = version;
  }

  /// The page in the format that `format=json|text|html` names, else the one that `accept` asks
  /// for, else HTML. Another format is refused with 400.
  ///
  /// @param uri the request target, query included
  /// @param accept the request's `Accept`, empty for none
  public Page page(String uri, String accept) {
    String format = Target.of(uri).first("format").orElseGet(() -> preferred(accept));
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "json" -> new Page(200, "application/json", JSON.writeValueAsString(status()) + "\n");
      case "text" -> new Page(200, "text/plain; charset=utf-8", StatusText.of(status()));
      case "html" -> new Page(200, "text/html; charset=utf-8", StatusHtml.of(status()));
      default ->
          new Page(
              400,
              "text/plain; charset=utf-8",
              "no such format; write format=json, format=text or format=html\n");
    };
  }

  /// The first of the three that the header names; browsers name HTML first.
  private static String preferred(String accept) {
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      switch (range.split(";", 2)[0].strip()) {
        case "application/json" -> {
          return "json";
        }
        case "text/plain" -> {
          return "text";
        }
        case "text/html" -> {
          return "html";
        }
        default -> {}
      }
    }
    return "html";
  }

  Status status() {
    Map<String, ChainStatus> chains = new LinkedHashMap<>();
    for (ChainHealth health : board.all()) {
      Chain chain = health.chain();
      chains.put(
          chain.name(), ChainStatus.of(health, floors.floor(chain), latencies, failoverTimes));
    }
    return new Status(
        version,
        Duration.between(startedAt, clock.instant()).toSeconds(),
        chains,
        new HostStatus("off"));
  }
}
