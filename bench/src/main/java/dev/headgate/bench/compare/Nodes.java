package dev.headgate.bench.compare;

import dev.headgate.bench.machine.Affinity;
import dev.headgate.bench.machine.Child;
import dev.headgate.bench.machine.Plain;
import dev.headgate.bench.machine.ProcStat;
import dev.headgate.bench.node.FixedNodeMain;
import dev.headgate.time.Pause;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fixed nodes in processes of their own, the primary first.
final class Nodes implements AutoCloseable {
  static final long CHAIN_ID = 4242;
  private static final Duration START = Duration.ofSeconds(15);
  private static final Pattern TAGGED = Pattern.compile("\"tagged\":(\\d+)");

  private final List<Child> children = new ArrayList<>();
  private final List<URI> urls = new ArrayList<>();

  /// So many of them.
  ///
  /// @param pinned whether on the processor of nodes and client
  Nodes(int count, boolean pinned, Path work) throws IOException {
    for (int i = 0; i < count; i++) {
      int port = Plain.freePort();
      children.add(
          Child.start(
              pinned ? Affinity.others(command(port)) : command(port),
              Map.of(),
              work.resolve("node-" + (i + 1) + ".log")));
      urls.add(URI.create("http://127.0.0.1:" + port + "/"));
    }
    for (URI url : urls) {
      if (!Pause.until(() -> Plain.answers(url), START)) {
        throw new IOException("the fixed node at " + url + " does not answer: see " + work);
      }
    }
  }

  private static List<String> command(int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=deny",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-Dio.netty.leakDetection.level=disabled",
        "-Dio.netty.allocator.type=pooled",
        "-cp",
        System.getProperty("java.class.path"),
        FixedNodeMain.class.getName(),
        Integer.toString(port),
        Long.toString(CHAIN_ID));
  }

  List<URI> urls() {
    return urls;
  }

  URI primary() {
    return urls.getFirst();
  }

  ProcStat.Cpu cpu() {
    return children.stream().map(Child::cpu).reduce(ProcStat.Cpu.NONE, ProcStat.Cpu::plus);
  }

  /// Calls of loads that they have received, all together.
  long received() {
    long sum = 0;
    for (URI url : urls) {
      Matcher count = TAGGED.matcher(Plain.get(url.resolve("/count")).orElse(""));
      if (!count.find()) {
        throw new IllegalStateException("the fixed node at " + url + " does not say its count");
      }
      sum += Long.parseLong(count.group(1));
    }
    return sum;
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
