package dev.headgate.operate;

import java.util.Locale;

/// How enums are spelled in labels and in the status page.
final class Labels {
  private Labels() {}

  /// The constant's name in lower case: `half_open`.
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
