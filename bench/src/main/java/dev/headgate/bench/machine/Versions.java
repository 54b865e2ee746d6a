package dev.headgate.bench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What was compared, and on which machine.
public final class Versions {
  private Versions() {}

  public static Map<String, String> all(Path home) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("machine", machine());
    all.put("kernel", "Linux " + System.getProperty("os.version"));
    all.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    all.put("headgate", first(List.of(home.resolve("gateway/bin/headgate").toString(), "version")));
    all.put("haproxy", first(List.of("haproxy", "-v")));
    all.put("nginx", first(List.of("nginx", "-v")));
    return all;
  }

  private static String machine() {
    String model = "unknown processor";
    try {
      model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(model);
    } catch (IOException e) {
      // Then it stays unknown.
    }
    return Runtime.getRuntime().availableProcessors() + " x " + model;
  }

  private static String first(List<String> command) {
    try {
      ProcessBuilder builder = Child.builder(command).redirectErrorStream(true);
      builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
      Process process = builder.start();
      try (InputStream in = process.getInputStream()) {
        String said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(5, TimeUnit.SECONDS);
        return said.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
      }
    } catch (IOException e) {
      return "not there";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
