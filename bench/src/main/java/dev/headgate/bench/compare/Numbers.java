package dev.headgate.bench.compare;

import java.util.Arrays;
import java.util.List;

/// Numbers of a command line.
final class Numbers {
  private Numbers() {}

  static List<Integer> list(String option, String value) {
    return Arrays.stream(value.split(",", -1)).map(each -> one(option, each)).toList();
  }

  static int one(String option, String value) {
    try {
      int number = Integer.parseInt(value.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(option + " takes whole numbers above 0, not " + value);
  }
}
