package dev.headgate.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that was meant.
public final class Spelling {
  private Spelling() {}

  /// The nearest known word, if one is near enough to be worth a guess. Case, `-` and `_` count for
  /// nothing.
  public static Optional<String> nearest(String written, Collection<String> known) {
    String word = bare(written);
    int tolerance = Math.max(1, Math.min(3, word.length() / 3));
    return known.stream()
        .filter(candidate -> distance(word, bare(candidate)) <= tolerance)
        .min(Comparator.comparingInt(candidate -> distance(word, bare(candidate))));
  }

  private static String bare(String word) {
    return word.substring(0, Math.min(word.length(), 64))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[-_]", "");
  }

  /// Letters to put in, take out, change or swap with the next (optimal string alignment).
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
