package dev.headgate.request.decode;

/// What a request may be at most.
///
/// @param maxDepth objects and arrays inside each other, the outermost counted; deeper is refused
///   as not JSON
/// @param maxBatch calls in one batch
public record ReadLimits(int maxDepth, int maxBatch) {

  public ReadLimits {
    if (maxDepth < 2 || maxBatch < 1) {
      throw new IllegalArgumentException(
          "depth at least 2 and batch at least 1, not " + maxDepth + " and " + maxBatch);
    }
  }
}
