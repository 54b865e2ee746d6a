package dev.headgate.testing.anvil;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON-RPC over HTTP, one call at a time and no retries. Thread-safe.
final class NodeRpc {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final URI url;
  private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_1_1).build();

  NodeRpc(URI url) {
    this.url = url;
  }

  /// The result. An error of the node is a [Refusal]; no answer an [UncheckedIOException].
  JsonNode call(String method, Object... params) {
    JsonNode answer = JSON.readTree(post(body(method, params)));
    JsonNode error = answer.path("error");
    if (!error.isMissingNode()) {
      throw new Refusal(method, error.path("message").asString());
    }
    return answer.path("result");
  }

  private static String body(String method, Object... params) {
    return JSON.writeValueAsString(
        Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(params)));
  }

  private String post(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(url + " gave no answer to " + body, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + url, e);
    }
  }

  /// A node's own error; the message is the node's.
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String message;

    Refusal(String method, String message) {
      super(method + ": " + message);
      this.message = message;
    }

    String message() {
      return message;
    }
  }
}
