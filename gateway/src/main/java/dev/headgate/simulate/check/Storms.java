package dev.headgate.simulate.check;

import dev.headgate.simulate.Received;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks for retry storms: in any window the nodes may receive the clients' calls times `ratio`,
/// plus `perSecond`, plus `moved`. Pure.
///
/// @param window nanoseconds
/// @param moved calls that may be moved off dying nodes within a window, once each and free of the
///   budget
public record Storms(long window, double ratio, int perSecond, int moved) {

  /// The budget of INTERFACE.md, section 5: 1.2 times and 10 a second, over ten seconds.
  public static Storms budget(int moved) {
    return new Storms(10_000_000_000L, 1.2, 10, moved);
  }

  /// A sentence for each window with too many attempts. The windows begin with each call of a
  /// client and do not overlap.
  public List<String> find(
      Collection<ClientCall> history, Collection<? extends Collection<Received>> logs) {
    Set<String> tags =
        history.stream().map(ClientCall::tag).collect(Collectors.toCollection(HashSet::new));
    long[] calls = history.stream().mapToLong(ClientCall::sentAt).sorted().toArray();
    long[] attempts =
        logs.stream()
            .flatMap(Collection::stream)
            .filter(one -> tags.contains(one.id()))
            .mapToLong(Received::atNanos)
            .sorted()
            .toArray();
    List<String> storms = new ArrayList<>();
    for (int at = 0; at < calls.length; at = before(calls, calls[at] + window)) {
      int made = before(calls, calls[at] + window) - at;
      int received = before(attempts, calls[at] + window) - before(attempts, calls[at]);
      double most = made * ratio + perSecond * (window / 1e9) + moved;
      if (received > most) {
        storms.add(
            "storm: %d attempts for %d calls in a window, at most %.0f"
                .formatted(received, made, most));
      }
    }
    return storms;
  }

  /// How many of them are earlier than a moment.
  private static int before(long[] sorted, long moment) {
    int at = Arrays.binarySearch(sorted, moment);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && sorted[at - 1] == moment) {
      at--;
    }
    return at;
  }
}
