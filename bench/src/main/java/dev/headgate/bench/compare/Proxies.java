package dev.headgate.bench.compare;

import java.util.List;
import java.util.stream.Collectors;

/// Picks contenders.
final class Proxies {
  private Proxies() {}

  /// All that are a process between client and node.
  static List<Contender> of(List<Contender> all) {
    return all.stream().filter(each -> each.process().isPresent()).toList();
  }

  static Contender named(List<Contender> all, String name) {
    return all.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
