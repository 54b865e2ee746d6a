package dev.headgate.simulate;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `eth_getLogs`: a range or a block hash, addresses, topics.
final class LogFilter {
  private static final long MOST_BLOCKS = 10_000;

  private LogFilter() {}

  static String logs(NodeView view, RpcRequest request) {
    JsonNode filter = request.param(0);
    if (filter == null || !filter.isObject()) {
      throw RpcRequest.invalid(0, "json: cannot unmarshal non-object into filter");
    }
    List<String> logs =
        blocks(view, filter).stream()
            .flatMap(block -> Render.transactions(view, block).stream())
            .filter(placed -> matches(filter, placed.transaction()))
            .flatMap(placed -> Render.log(placed).stream())
            .toList();
    return Json.array(logs);
  }

  private static List<Block> blocks(NodeView view, JsonNode filter) {
    if (filter.has("blockHash")) {
      return List.of(
          view.block(filter.get("blockHash").asString(""))
              .orElseThrow(() -> new RpcRefusal(RpcRefusal.SERVER, "unknown block")));
    }
    long from = number(view, filter.get("fromBlock"));
    long to = number(view, filter.get("toBlock"));
    if (from > to) {
      throw new RpcRefusal(RpcRefusal.INVALID_PARAMS, "invalid block range params");
    }
    if (to - from >= MOST_BLOCKS) {
      throw new RpcRefusal(RpcRefusal.INVALID_PARAMS, "exceed maximum block range: " + MOST_BLOCKS);
    }
    return LongStream.rangeClosed(from, Math.min(to, view.head())).mapToObj(view::any).toList();
  }

  private static long number(NodeView view, @Nullable JsonNode tag) {
    return tag == null || tag.isNull() ? view.head() : BlockTag.number(view, tag.asString(""), 0);
  }

  private static boolean matches(JsonNode filter, Transaction transaction) {
    String to = transaction.to();
    return to != null
        && isOneOf(filter.get("address"), to)
        && matchesTopics(filter.get("topics"), Render.topics(transaction));
  }

  private static boolean matchesTopics(@Nullable JsonNode wanted, List<String> topics) {
    if (wanted == null || wanted.isNull()) {
      return true;
    }
    for (int at = 0; at < wanted.size(); at++) {
      boolean any = wanted.get(at).isNull();
      if (!any && (at >= topics.size() || !isOneOf(wanted.get(at), topics.get(at)))) {
        return false;
      }
    }
    return true;
  }

  /// Nothing and an empty list match all.
  private static boolean isOneOf(@Nullable JsonNode wanted, String value) {
    if (wanted == null || wanted.isNull()) {
      return true;
    }
    if (!wanted.isArray()) {
      return wanted.asString("").toLowerCase(Locale.ROOT).equals(value);
    }
    return wanted.isEmpty()
        || StreamSupport.stream(wanted.spliterator(), false)
            .anyMatch(one -> one.asString("").toLowerCase(Locale.ROOT).equals(value));
  }
}
