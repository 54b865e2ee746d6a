package dev.headgate.testing.anvil;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What became of the answered transactions, by both nodes' blocks from genesis to the head.
///
/// @param answered how many were answered
/// @param lost those not on the chain, as `node hash`
/// @param doubled those on the chain more than once, as `node hash`
/// @param answeredTwice hashes that two calls were answered with
public record TransactionAudit(
    int answered, List<String> lost, List<String> doubled, List<String> answeredTwice) {

  /// Reads both chains; call it when nothing is sent any more and two blocks have passed.
  public static TransactionAudit of(AnvilPair pair, List<String> answered) {
    Map<Anvil, Map<String, Integer>> chains = new HashMap<>();
    Stream.of(pair.primary(), pair.standby()).forEach(node -> chains.put(node, counts(node)));
    return new TransactionAudit(
        answered.size(),
        those(chains, answered, 0, 0),
        those(chains, answered, 2, Integer.MAX_VALUE),
        answeredTwice(answered));
  }

  private static Map<String, Integer> counts(Anvil node) {
    Map<String, Integer> counts = new HashMap<>();
    LongStream.rangeClosed(1, node.head().number())
        .mapToObj(node::block)
        .flatMap(block -> block.transactions().stream())
        .forEach(hash -> counts.merge(hash, 1, Integer::sum));
    return counts;
  }

  private static List<String> those(
      Map<Anvil, Map<String, Integer>> chains, List<String> answered, int least, int most) {
    return chains.entrySet().stream()
        .flatMap(chain ->
            answered.stream()
                .filter(hash -> within(chain.getValue().getOrDefault(hash, 0), least, most))
                .map(hash -> chain.getKey().name() + " " + hash))
        .toList();
  }

  private static boolean within(int count, int least, int most) {
    return least <= count && count <= most;
  }

  private static List<String> answeredTwice(List<String> answered) {
    Map<String, Integer> counts = new HashMap<>();
    answered.forEach(hash -> counts.merge(hash, 1, Integer::sum));
    return counts.keySet().stream().filter(hash -> counts.getOrDefault(hash, 0) > 1).toList();
  }
}
