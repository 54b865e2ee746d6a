package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// A running gateway's admin listener, as the options of a command name it.
final class AdminOption {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Its admin listener; default: listen.admin of --config, else http://127.0.0.1:9645.")
  private @Nullable String admin;

  /// The listener's answer to a page.
  ///
  /// @param page path and query, without the format
  /// @throws Failure when it does not answer, or not with 200, saying what it said
  String ask(String page, Surroundings surroundings, CommandSpec spec)
      throws InvalidConfig, Failure {
    String base = base(surroundings, spec);
    String format = (page.contains("?") ? "&" : "?") + "format=" + (json ? "json" : "text");
    HttpResponse<String> answer = ask(base, uri(base, page + format, spec));
    if (answer.statusCode() == 200) {
      return answer.body().stripTrailing();
    }
    if (page.contains("?") && answer.statusCode() / 100 == 4) {
      throw new Failure(answer.body().strip());
    }
    throw new Failure(
        "%s answered %d: is this the admin listener of a gateway?"
            .formatted(base, answer.statusCode()));
  }

  private String base(Surroundings surroundings, CommandSpec spec) throws InvalidConfig {
    String given = admin;
    if (given != null) {
      String whole = given.contains("://") ? given : "http://" + given;
      return whole.replaceAll("/+$", "");
    }
    InetSocketAddress address =
        config.given().isPresent()
            ? config.read(surroundings, Output.err(spec)).listen().admin()
            : ListenSettings.DEFAULTS.admin();
    String host = address.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static URI uri(String base, String page, CommandSpec spec) {
    try {
      URI uri = URI.create(base + page);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // falls through to the same answer
    }
    throw new ParameterException(
        spec.commandLine(),
        "--admin takes the URL of an admin listener, such as http://127.0.0.1:9645");
  }

  private static HttpResponse<String> ask(String base, URI uri) throws Failure {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (HttpTimeoutException _) {
      throw new Failure(base + " did not answer within " + PATIENCE.toSeconds() + " s.");
    } catch (ConnectException _) {
      throw new Failure(
          "nothing listens on %s. Is the gateway running? Name its admin listener with --admin URL or --config FILE."
              .formatted(base));
    } catch (IOException wrong) {
      throw new Failure("%s did not answer in HTTP: %s".formatted(base, wrong.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }
}
