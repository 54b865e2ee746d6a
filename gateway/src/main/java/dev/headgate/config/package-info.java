/// The configuration: YAML in, records out. Each record holds the settings of one package, with its
/// defaults; the reader refuses unknown keys, naming file, line, column and what to write instead.
@NullMarked
package dev.headgate.config;

import org.jspecify.annotations.NullMarked;
