package dev.headgate.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a configuration comes from, so that it can be read again.
///
/// @param name of the file, for people
/// @param reader reads and checks it anew each time; empty when there is nothing to read
public record ConfigSource(String name, Optional<Supplier<ConfigReader.Reading>> reader) {

  /// A configuration that was put together once, from arguments say.
  public static final ConfigSource NONE = new ConfigSource("", Optional.empty());

  /// A file.
  ///
  /// @param env for `${NAME}`
  /// @param processors for `threads: auto`
  public static ConfigSource file(Path file, Map<String, String> env, int processors) {
    Path whole = file.toAbsolutePath(); // whoever reloads may have another directory in mind
    return of(file.toString(), () -> ConfigReader.check(whole, env, processors));
  }

  /// Whatever can be read.
  public static ConfigSource of(String name, Supplier<ConfigReader.Reading> reader) {
    return new ConfigSource(name, Optional.of(reader));
  }
}
