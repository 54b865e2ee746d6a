package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.json.JsonMapper;

/// A running gateway's admin listener, as the options of a command name it.
final class AdminOption {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int PORT = ListenSettings.DEFAULTS.admin().getPort();
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Its admin listener; default: listen.admin of --config, else http://127.0.0.1:9645.")
  private @Nullable String admin;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the token; default: admin.tokenFile of --config, else none. Its first token is sent.")
  private @Nullable Path tokenFile;

  /// The listener's answer to a page.
  ///
  /// @param page path and query, without the format
  /// @throws Failure when it does not answer, or not with 200, saying what it said
  String ask(String page, Surroundings surroundings, CommandSpec spec)
      throws InvalidConfig, Failure {
    String base = base(surroundings, spec);
    String format = (page.contains("?") ? "&" : "?") + "format=" + (json ? "json" : "text");
    HttpRequest.Builder request = request(uri(base, page + format, spec), surroundings, spec);
    HttpResponse<String> answer = send(base, request.timeout(PATIENCE).build(), PATIENCE);
    if (answer.statusCode() == 200) {
      return answer.body().stripTrailing();
    }
    if (page.contains("?") && answer.statusCode() / 100 == 4) {
      throw new Failure(answer.body().strip());
    }
    throw strange(base, answer);
  }

  /// Gives an order and prints what came of it.
  ///
  /// @param act as in `/admin/<act>`
  /// @param fields of the order; absent ones are left out
  /// @param patience how long the answer may take
  /// @return the exit code: 0 done, 1 refused
  int order(
      String act,
      Map<String, Object> fields,
      Duration patience,
      Surroundings surroundings,
      CommandSpec spec)
      throws InvalidConfig, Failure {
    String base = base(surroundings, spec);
    URI uri = uri(base, "/admin/" + act + "?format=" + (json ? "json" : "text"), spec);
    HttpResponse<String> answer =
        send(
            base,
            request(uri, surroundings, spec)
                .header("Content-Type", "application/json")
                .header("X-Headgate-Actor", user())
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(fields)))
                .timeout(patience)
                .build(),
            patience);
    boolean ours = answer.headers().firstValue("X-Headgate").isPresent();
    if (!ours) {
      throw strange(base, answer);
    }
    String said = answer.body().strip();
    if (json && said.startsWith("{")) {
      Output.of(spec).println(said);
      return answer.statusCode() == 200 ? Exit.FINE : Exit.FAILED;
    }
    if (answer.statusCode() != 200) {
      throw new Failure(said);
    }
    Output.of(spec).println(said);
    return Exit.FINE;
  }

  /// A header takes no more than ASCII; the gateway bounds it further.
  private static String user() {
    String name = System.getProperty("user.name", "");
    String plain = name.replaceAll("[^\\w.@+-]", "?");
    return plain.isEmpty() ? "unknown" : plain;
  }

  private static Failure strange(String base, HttpResponse<String> answer) {
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      return new Failure(answer.body().strip());
    }
    return new Failure(
        "%s answered %d: is this the admin listener of a gateway?"
            .formatted(base, answer.statusCode()));
  }

  private HttpRequest.Builder request(URI uri, Surroundings surroundings, CommandSpec spec)
      throws InvalidConfig, Failure {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    Optional<Path> file = Optional.ofNullable(tokenFile);
    if (file.isEmpty() && config.given().isPresent()) {
      file = config.read(surroundings, Output.err(spec)).admin().tokenFile();
    }
    if (file.isPresent()) {
      request.header("Authorization", "Bearer " + TokenFile.first(file.get()));
    }
    return request;
  }

  private String base(Surroundings surroundings, CommandSpec spec) throws InvalidConfig {
    String given = admin;
    if (given != null) {
      String bare = given.replaceAll("/+$", "");
      boolean hostAlone = bare.matches("[^:/]+|\\[[^/]+]");
      return given.contains("://") ? bare : "http://" + bare + (hostAlone ? ":" + PORT : "");
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
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // falls through to the same answer
    }
    throw new ParameterException(
        spec.commandLine(),
        "--admin takes the URL of an admin listener, such as http://127.0.0.1:9645");
  }

  private static boolean isOfNoHost(Throwable failed) {
    Throwable cause = failed.getCause();
    return cause instanceof UnresolvedAddressException || (cause != null && isOfNoHost(cause));
  }

  private static HttpResponse<String> send(String base, HttpRequest request, Duration patience)
      throws Failure {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return client.send(request, BodyHandlers.ofString());
    } catch (HttpTimeoutException _) {
      throw new Failure(base + " did not answer within " + patience.toSeconds() + " s.");
    } catch (ConnectException failed) {
      if (isOfNoHost(failed)) {
        throw new Failure(
            "there is no host %s; name the gateway's admin listener with --admin URL"
                .formatted(request.uri().getHost()));
      }
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
