package dev.headgate.simulate;

import java.util.Locale;

/// What simulated nodes answer to `eth_call`, for those who check that an answer belongs to its
/// call. Pure.
public final class CallAnswer {
  private static final int DIGEST = 2 + 32;

  private CallAnswer() {}

  /// The word that a call gives on a block: a digest of receiver and data on the left, the block's
  /// number on the right.
  ///
  /// @param data as it was written, with `0x`
  public static String word(long chainId, String to, String data, long block) {
    long digest = Hashes.mix(chainId, to.toLowerCase(Locale.ROOT) + data);
    return Hashes.word(digest, Hashes.mix(digest, 1), 0, block);
  }

  /// Whether a result, as JSON, is that of this call, on whichever block.
  public static boolean isOf(long chainId, String to, String data, String json) {
    String word = word(chainId, to, data, 0);
    return json.length() == word.length() + 2 && json.startsWith("\"" + word.substring(0, DIGEST));
  }
}
