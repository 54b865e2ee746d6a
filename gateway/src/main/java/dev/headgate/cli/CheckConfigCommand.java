package dev.headgate.cli;

import dev.headgate.chain.Chain;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.Problem;
import dev.headgate.survey.Survey.ChainReport;
import dev.headgate.survey.SurveyJson;
import dev.headgate.survey.SurveyText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `check-config`: every problem of the file with its place, as text or as JSON.
@Command(
    name = "check-config",
    description = "Say what is wrong with the configuration, and what to write instead.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
  /// How problems are written.
  enum Format {
    text,
    json
  }

  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOption config = new ConfigOption();

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Same as --config FILE.")
  private @Nullable Path file;

  @Option(names = "--format", description = "text or json; default: text.")
  private Format format = Format.text;

  @Mixin private final ProbeOption probe = new ProbeOption();

  CheckConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path read = file();
    ConfigReader.Reading reading =
        ConfigReader.check(read, surroundings.env(), surroundings.processors());
    boolean dial = probe.wanted() && reading.settings().isPresent();
    // What is wrong with the file is said before the nodes take their time.
    if (format == Format.text) {
      text(read, reading, Output.of(spec));
    }
    List<ChainReport> reports = dial ? probe.ask(reading.settings().orElseThrow()) : List.of();
    show(reading, reports);
    if (reading.settings().isEmpty()) {
      return Exit.CONFIG_REFUSED;
    }
    return reports.stream().allMatch(ChainReport::allServe) ? Exit.FINE : Exit.FAILED;
  }

  private void show(ConfigReader.Reading reading, List<ChainReport> reports) {
    PrintWriter out = Output.of(spec);
    switch (format) {
      case json -> out.println(json(reading.problems(), reports));
      case text ->
          out.print(reports.isEmpty() ? "" : "\n" + SurveyText.of(reports) + verdict(reports));
    }
  }

  private static String verdict(List<ChainReport> reports) {
    List<String> bad =
        reports.stream()
            .filter(each -> !each.allServe())
            .map(each -> each.chain().chain().name())
            .toList();
    return bad.isEmpty()
        ? "All nodes can be used.\n"
        : "Not all nodes can be used: see %s.%n".formatted(String.join(", ", bad));
  }

  private Path file() {
    Path positional = file;
    if (positional != null && config.given().isPresent()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "the file is named twice: give FILE or --config FILE, not both");
    }
    return positional != null ? positional : config.file(surroundings);
  }

  /// An array of problems; with `--probe` an object that holds it as `problems`.
  private String json(List<Problem> problems, List<ChainReport> reports) {
    List<Map<String, Object>> all = problems.stream().map(CheckConfigCommand::fields).toList();
    Object shown = probe.wanted() ? Map.of("problems", all, "chains", SurveyJson.of(reports)) : all;
    return JsonMapper.shared().writeValueAsString(shown);
  }

  private static Map<String, Object> fields(Problem problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", problem.file());
    fields.put("line", problem.line());
    fields.put("column", problem.column());
    fields.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
    fields.put("message", problem.message());
    fields.put("hint", problem.hint());
    return fields;
  }

  private static void text(Path file, ConfigReader.Reading reading, PrintWriter out) {
    reading.problems().stream().map(Problem::render).forEach(out::print);
    out.println(
        reading
            .settings()
            .map(settings -> file + ": fine, " + summary(settings))
            .orElseGet(() -> file + ": refused, " + errors(reading)));
  }

  private static String errors(ConfigReader.Reading reading) {
    long errors = reading.problems().stream().filter(Problem::isError).count();
    return errors == 1 ? "1 error" : errors + " errors";
  }

  private static String summary(GatewaySettings settings) {
    List<Chain> chains = settings.chains().stream().map(ChainSettings::chain).toList();
    int nodes = chains.stream().mapToInt(chain -> chain.nodes().size()).sum();
    return "%d chain%s, %d nodes".formatted(chains.size(), chains.size() == 1 ? "" : "s", nodes);
  }
}
