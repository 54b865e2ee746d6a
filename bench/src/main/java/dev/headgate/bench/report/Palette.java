package dev.headgate.bench.report;

import java.util.List;
import java.util.Locale;

/// Which colour a front has: always the same one. The colours themselves are in the page's style,
/// for light and dark.
final class Palette {
  private static final List<String> KNOWN = List.of("headgate", "haproxy", "nginx", "direct");
  private static final int FURTHER = 3;

  private Palette() {}

  /// The style's class of a name, `s0` to `s6`.
  ///
  /// @param place among the series of its plot, for names that are no front's
  static String style(String name, int place) {
    String word = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < KNOWN.size(); i++) {
      if (word.startsWith(KNOWN.get(i))) {
        return "s" + i;
      }
    }
    return "s" + (KNOWN.size() + place % FURTHER);
  }
}
