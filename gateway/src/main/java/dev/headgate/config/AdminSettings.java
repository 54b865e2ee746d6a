package dev.headgate.config;

import java.nio.file.Path;
import java.util.Optional;

/// Who may give orders over the admin listener.
///
/// @param tokenFile bearer tokens, one a line; empty means that this machine alone may, without one
public record AdminSettings(Optional<Path> tokenFile) {
  public static final AdminSettings DEFAULTS = new AdminSettings(Optional.empty());
}
