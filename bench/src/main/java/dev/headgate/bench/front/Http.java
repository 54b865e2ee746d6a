package dev.headgate.bench.front;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// Single questions over HTTP, for waiting and looking. Thread-safe.
public final class Http {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private Http() {}

  /// The page; empty when there is none within three seconds.
  public static Optional<HttpResponse<String>> get(URI page) {
    return send(HttpRequest.newBuilder(page).timeout(LIMIT).build());
  }

  /// The answer to a JSON-RPC call; empty when there is none within three seconds.
  public static Optional<HttpResponse<String>> call(URI url, String method, String params) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params);
    return send(
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /// Whether a call for the head gets a result.
  static boolean serves(URI url) {
    return call(url, "eth_blockNumber", "[]")
        .filter(answer -> answer.statusCode() == 200 && answer.body().contains("\"result\""))
        .isPresent();
  }

  private static Optional<HttpResponse<String>> send(HttpRequest request) {
    try {
      return Optional.of(CLIENT.send(request, BodyHandlers.ofString()));
    } catch (IOException none) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
