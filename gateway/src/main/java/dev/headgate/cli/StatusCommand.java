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
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `status`: what a running gateway's admin listener says.
@Command(
    name = "status",
    description = "Ask a running gateway which node serves each chain, and why.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Its admin listener; default: listen.admin of --config, else http://127.0.0.1:9645.")
  private @Nullable String admin;

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    String base = base();
    HttpResponse<String> answer = ask(base, uri(base));
    if (answer.statusCode() != 200) {
      throw new Failure(
          "%s answered %d: is this the admin listener of a gateway?"
              .formatted(base, answer.statusCode()));
    }
    Output.of(spec).println(answer.body().stripTrailing());
    return Exit.FINE;
  }

  private String base() throws InvalidConfig {
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

  private URI uri(String base) {
    try {
      URI uri = URI.create(base + "/status?format=" + (json ? "json" : "text"));
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // falls through to the same answer
    }
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
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
