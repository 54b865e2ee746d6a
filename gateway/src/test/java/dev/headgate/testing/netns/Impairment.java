package dev.headgate.testing.netns;

import java.util.Arrays;

/// What a bad link does to packets. What comes from the node is delayed; the rest goes for both
/// directions.
///
/// @param delayMillis from the node to the gateway
/// @param jitterMillis at most this much more or less
/// @param duplicate percent of the packets that come twice
/// @param corrupt percent of the packets of which one bit is wrong
/// @param reorder percent of the packets that are overtaken
public record Impairment(
    int delayMillis, int jitterMillis, int duplicate, int corrupt, int reorder) {
  static final Impairment NONE = new Impairment(0, 0, 0, 0, 0);

  /// What is overtaken comes so much later.
  static final int OVERTAKEN_MILLIS = 10;

  public static Impairment delay(int millis, int jitter) {
    return new Impairment(millis, jitter, 0, 0, 0);
  }

  static Impairment parse(String text) {
    int[] each = Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    return new Impairment(each[0], each[1], each[2], each[3], each[4]);
  }

  /// As [#parse(String)] reads it.
  String text() {
    return "%d %d %d %d %d".formatted(delayMillis, jitterMillis, duplicate, corrupt, reorder);
  }

  /// What comes the other way.
  Impairment withoutDelay() {
    return new Impairment(0, 0, duplicate, corrupt, reorder);
  }
}
