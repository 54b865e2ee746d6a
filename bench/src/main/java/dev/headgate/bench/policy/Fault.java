package dev.headgate.bench.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A trouble of one node for a while.
record Fault(String node, Trouble trouble, Span when) {

  static Fault of(String node, Trouble trouble, double fromSecond, double untilSecond) {
    return new Fault(node, trouble, Span.seconds(fromSecond, untilSecond));
  }

  /// The same again and again.
  static List<Fault> flapping(
      String node, Trouble trouble, double from, double until, double bad, double good) {
    List<Fault> faults = new ArrayList<>();
    for (double at = from; at < until; at += bad + good) {
      faults.add(of(node, trouble, at, Math.min(until, at + bad)));
    }
    return faults;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s from %.3f s until %.3f s",
        node,
        trouble,
        when.from() / 1e9,
        when.until() / 1e9);
  }
}
