package dev.headgate.simulate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which block a call speaks of, and how to find it in a view.
final class BlockTag {
  /// Blocks behind the head: how Ethereum's two epochs look.
  private static final long SAFE = 32;

  private static final long FINALIZED = 64;

  private BlockTag() {}

  /// Whether the tag follows the head: absent ones do.
  static boolean isRelative(@Nullable JsonNode tag) {
    return tag == null
        || (tag.isString()
            && switch (tag.asString("")) {
              case "latest", "pending", "safe", "finalized" -> true;
              default -> false;
            });
  }

  /// The number a tag stands for; above the head for `pending` and for blocks not seen yet.
  static long number(NodeView view, String tag, int index) {
    return switch (tag) {
      case "latest" -> view.head();
      case "pending" -> view.head() + 1;
      case "earliest" -> 0;
      case "safe" -> Math.max(0, view.head() - SAFE);
      case "finalized" -> Math.max(0, view.head() - FINALIZED);
      default -> RpcRequest.quantity(index, tag);
    };
  }

  /// The block on whose state a call runs: a tag, a number, or an object of EIP-1898; absent means
  /// latest, and pending state is the head's.
  ///
  /// @throws RpcRefusal "header not found" when the node does not have it
  static Block state(NodeView view, @Nullable JsonNode tag, int index) {
    return find(view, tag, index)
        .orElseThrow(() -> new RpcRefusal(RpcRefusal.SERVER, "header not found"));
  }

  private static Optional<Block> find(NodeView view, @Nullable JsonNode tag, int index) {
    if (tag == null) {
      return view.block(view.head());
    }
    if (tag.has("blockHash")) {
      return view.block(tag.get("blockHash").asString(""));
    }
    String text = tag.has("blockNumber") ? tag.get("blockNumber").asString("") : tag.asString("");
    return text.equals("pending") ? view.block(view.head()) : view.block(number(view, text, index));
  }
}
