package dev.headgate.request;

import dev.headgate.chain.Chain;
import java.util.OptionalLong;

/// Each chain's floor: the head below which no head-relative call is answered while a node is at it
/// (INTERFACE section 6.3). Thread-safe.
@FunctionalInterface
public interface Floors {

  /// The chain's floor as a block number; empty while no head has been seen.
  OptionalLong floor(Chain chain);
}
