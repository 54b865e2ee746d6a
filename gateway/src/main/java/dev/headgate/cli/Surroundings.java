package dev.headgate.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a command sees of its process; handed in, so that tests hand in their own.
///
/// @param env for `${NAME}` in the configuration
/// @param home where Headgate is installed, or its sources, with `config/` in it; the launcher says
/// @param processors for `threads: auto`
record Surroundings(Map<String, String> env, Optional<Path> home, int processors) {

  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        Optional.ofNullable(System.getProperty("headgate.home")).map(Path::of),
        Runtime.getRuntime().availableProcessors());
  }
}
