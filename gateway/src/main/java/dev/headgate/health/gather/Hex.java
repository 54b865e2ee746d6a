package dev.headgate.health.gather;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hex as JSON-RPC writes it, taken only when it is in range.
final class Hex {
  private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,64}");
  private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
  private static final int LONG_DIGITS = 16;

  private Hex() {}

  /// A number from 0 to 2^63 - 1.
  static long quantity(@Nullable String text, String what) throws BadAnswer {
    if (text == null) {
      throw new BadAnswer("no " + what);
    }
    if (!QUANTITY.matcher(text).matches()) {
      throw new BadAnswer("a " + what + " that is no hex number");
    }
    String digits = text.substring(2).replaceFirst("^0+(?=.)", "");
    long value = digits.length() > LONG_DIGITS ? -1 : Long.parseUnsignedLong(digits, 16);
    if (value < 0) {
      throw new BadAnswer("a " + what + " beyond all reason");
    }
    return value;
  }

  /// A hash of 32 bytes, in lower case.
  static String hash(@Nullable String text, String what) throws BadAnswer {
    if (text == null || !HASH.matcher(text).matches()) {
      throw new BadAnswer(text == null ? "no " + what : "a " + what + " that is no hash");
    }
    return text.toLowerCase(Locale.ROOT);
  }
}
