package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Simulation;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.anvil.TestGateway.NodeAt;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The metrics of the contract, in a scrape of a gateway in a process of its own; and that an order
/// to drain ends that process well.
class ContractMetricsIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(headgate_\\w+)(?:\\{([^}]*)})? ");

  /// Name and labels, as INTERFACE section 8 has them; a histogram by its count.
  private static final Map<String, String> CONTRACT = contract();

  private static Map<String, String> contract() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("requests_total", "chain method transport outcome");
    names.put("request_duration_seconds_count", "chain method");
    names.put("overhead_seconds_count", "chain");
    names.put("attempts_total", "chain node outcome");
    names.put("attempt_duration_seconds_count", "chain node");
    for (String each :
        List.of(
            "node_head_block",
            "node_head_age_seconds",
            "node_lag_blocks",
            "node_lag_seconds",
            "node_head_arrival_delay_seconds_count",
            "node_score",
            "node_fit",
            "node_active",
            "node_cordoned",
            "node_connect_seconds_count")) {
      names.put(each, "chain node");
    }
    names.put("standby_ready", "chain");
    names.put("breaker_state", "chain node state");
    names.put("failovers_total", "chain from to reason");
    names.put("failover_duration_seconds_count", "chain phase");
    names.put("hedges_total", "chain result");
    names.put("retry_budget_remaining", "chain");
    names.put("tx_ambiguous_total", "chain");
    names.put("head_regressions_total", "chain");
    names.put("chain_paused", "chain");
    names.put("chain_alarms", "chain");
    names.put("admin_acts_total", "act result");
    names.put("config_reload_timestamp_seconds", "");
    names.put("config_reload_success", "");
    names.put("build_info", "version java");
    return names;
  }

  @Test
  void each_metric_of_the_contract_is_there_with_its_labels_and_a_drain_ends_the_process()
      throws Exception {
    try (Simulation simulation =
            Simulation.of(SteadyClock.system())
                .chain("anvil", 31337, Duration.ofSeconds(1), 2)
                .start();
        TestGateway gateway =
            TestGateway.start(
                TestGateway.Spec.of(
                    31337,
                    new NodeAt("node-a", simulation.nodes("anvil").getFirst().uri()),
                    new NodeAt("node-b", simulation.nodes("anvil").getLast().uri())))) {
      post(
          gateway.rpc(),
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_gasPrice\",\"params\":[]}");
      post(gateway.rpc(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no_such<x>\",\"params\":[]}");
      assertEquals(200, order(gateway, "switchover", "{\"chain\":\"anvil\",\"to\":\"node-b\"}"));

      assertTrue(Pause.until(() -> missing(gateway).isEmpty(), LONG), () -> "" + missing(gateway));
      String scrape = get(gateway, "/metrics");
      assertTrue(scrape.contains("method=\"other\""), "an unknown method");
      assertFalse(scrape.contains("no_such"), "is not told by its name");

      assertEquals(200, order(gateway, "drain", "{\"why\":\"upgrade\"}"));
      assertEquals(0, gateway.awaitEnd());
      assertTrue(gateway.logged().contains("drain by "), "it is in the log");
    }
  }

  /// What is missing, or has other labels.
  private static Set<String> missing(TestGateway gateway) {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    Matcher sample = SAMPLE.matcher(get(gateway, "/metrics"));
    while (sample.find()) {
      found.put(sample.group(1), labels(sample.group(2) == null ? "" : sample.group(2)));
    }
    Set<String> missing = new TreeSet<>();
    CONTRACT.forEach((name, labels) -> {
      Set<String> is = found.getOrDefault("headgate_" + name, Set.of());
      Set<String> wanted = labels.isEmpty() ? Set.of() : Set.of(labels.split(" "));
      if (!found.containsKey("headgate_" + name) || !is.equals(wanted)) {
        missing.add(name + " has " + is + ", not " + labels);
      }
    });
    return missing;
  }

  private static Set<String> labels(String text) {
    Set<String> labels = new TreeSet<>();
    Matcher label = Pattern.compile("(\\w+)=\"").matcher(text);
    while (label.find()) {
      labels.add(label.group(1));
    }
    return labels;
  }

  private static int order(TestGateway gateway, String act, String body)
      throws IOException, InterruptedException {
    return post(URI.create(gateway.admin() + "/admin/" + act), body);
  }

  private static int post(URI uri, String body) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)))
        .statusCode();
  }

  private static String get(TestGateway gateway, String page) {
    try {
      return send(HttpRequest.newBuilder(URI.create(gateway.admin() + page))).body();
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.timeout(LONG).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
