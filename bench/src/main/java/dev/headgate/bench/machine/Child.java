package dev.headgate.bench.machine;

import dev.headgate.time.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process of ours with its children, what it costs, and its end. What it says goes to a file.
public final class Child implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(8);

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts a process.
  ///
  /// @param environment added to this one's
  /// @param log where its standard output and error go
  public static Child start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = builder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Child child = new Child(builder.start(), log);
    // Also at Ctrl-C nothing of ours stays behind.
    Runtime.getRuntime().addShutdownHook(new Thread(child::kill));
    return child;
  }

  /// A process that is not the bench again: the launcher's own variables are no child's business.
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("HEADGATE_MAIN", "HEADGATE_CLASSPATH"));
    return builder;
  }

  public long pid() {
    return process.pid();
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /// The process of all of these that has used most CPU.
  public long busiest() {
    return all()
        .map(ProcessHandle::pid)
        .max(Comparator.comparingDouble(pid -> Proc.cpu(pid).total()))
        .orElse(process.pid());
  }

  public ProcStat.Cpu cpu() {
    return all().map(each -> Proc.cpu(each.pid())).reduce(ProcStat.Cpu.NONE, ProcStat.Cpu::plus);
  }

  public double residentMib() {
    return all().mapToDouble(each -> Proc.residentMib(each.pid())).sum();
  }

  /// Everything it has said.
  public String said() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> each = all().toList();
    process.destroy();
    if (!Pause.until(() -> each.stream().noneMatch(ProcessHandle::isAlive), END)) {
      each.forEach(ProcessHandle::destroyForcibly);
    }
    try {
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void kill() {
    all().toList().forEach(ProcessHandle::destroyForcibly);
  }
}
