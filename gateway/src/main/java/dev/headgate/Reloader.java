package dev.headgate;

import dev.headgate.config.ConfigChanges;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.Problem;
import dev.headgate.config.Reloaded;
import dev.headgate.operate.Metrics;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration again, and says what came of it: to whoever asked, to the log and to the
/// metrics. One thread at a time.
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.reload");

  /// What puts a configuration in force.
  @FunctionalInterface
  interface Target {

    /// All of it, or nothing.
    ///
    /// @return why it was not put in force, in sentences; empty when it was
    List<String> take(GatewaySettings next) throws InterruptedException;
  }

  private final ConfigSource source;
  private final Supplier<GatewaySettings> inForce;
  private final Target target;
  private final Metrics metrics;

  Reloader(ConfigSource source, Supplier<GatewaySettings> inForce, Target target, Metrics metrics) {
    this.source = source;
    this.inForce = inForce;
    this.target = target;
    this.metrics = metrics;
  }

  Reloaded reload() {
    Reloaded result = attempt();
    switch (result) {
      case Reloaded.Applied(String sentence) -> {
        metrics.reloaded(true);
        event("applied", sentence);
      }
      case Reloaded.Unchanged(String sentence) -> {
        metrics.reloaded(true);
        event("unchanged", sentence);
      }
      case Reloaded.Refused refused -> {
        metrics.reloaded(false);
        warn(refused);
      }
    }
    return result;
  }

  private Reloaded attempt() {
    if (source.reader().isEmpty()) {
      return refused(
          "this gateway was started without a file; give `run --config FILE` to have one that can"
              + " be reloaded",
          List.of());
    }
    ConfigReader.Reading reading = source.reader().get().get();
    List<Problem> errors = reading.problems().stream().filter(Problem::isError).toList();
    if (reading.settings().isEmpty()) {
      return refused(errors.stream().map(Reloader::told).collect(Collectors.joining("; ")), errors);
    }
    reading.problems().forEach(Reloader::warn);
    try {
      return put(reading.settings().get());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return refused("it was interrupted; nothing of it was applied", List.of());
    } catch (RuntimeException bug) {
      LOG.atError().addKeyValue("event", "bug").setCause(bug).log("a reload failed");
      return refused("it failed by a mistake of Headgate's own; the log says more", List.of());
    }
  }

  private Reloaded put(GatewaySettings next) throws InterruptedException {
    GatewaySettings before = inForce.get();
    if (before.equals(next)) {
      return new Reloaded.Unchanged("reloaded " + source.name() + ": nothing in it has changed");
    }
    ConfigChanges changes = ConfigChanges.between(before, next);
    if (!changes.restarts().isEmpty()) {
      return refused(
          String.join(", ", changes.restarts())
              + ": this takes a restart of the gateway; nothing of the file was applied."
              + " Restart it, or take that back and reload",
          List.of());
    }
    List<String> against = target.take(next);
    return against.isEmpty()
        ? new Reloaded.Applied("reloaded " + source.name() + ": " + changes.sentence())
        : refused(String.join("; ", against) + "; nothing of the file was applied", List.of());
  }

  private Reloaded refused(String why, List<Problem> problems) {
    String file = source.name().isEmpty() ? "" : " of " + source.name();
    return new Reloaded.Refused(
        "the reload" + file + " is refused and the configuration before stays in force: " + why,
        problems);
  }

  private static String told(Problem problem) {
    String place =
        problem.line() > 0
            ? "%s:%d:%d: ".formatted(problem.file(), problem.line(), problem.column())
            : problem.file() + ": ";
    return place + problem.message() + (problem.hint().isEmpty() ? "" : ": " + problem.hint());
  }

  private void event(String result, String sentence) {
    LOG.atInfo()
        .addKeyValue("event", "reload")
        .addKeyValue("file", source.name())
        .addKeyValue("result", result)
        .log(sentence);
  }

  private void warn(Reloaded.Refused refused) {
    LOG.atWarn()
        .addKeyValue("event", "reload")
        .addKeyValue("file", source.name())
        .addKeyValue("result", "refused")
        .addKeyValue("problems", refused.problems().size())
        .log(refused.sentence());
  }

  private static void warn(Problem problem) {
    LOG.atWarn().addKeyValue("event", "reload").addKeyValue("result", "warning").log(told(problem));
  }
}
