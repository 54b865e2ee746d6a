package dev.headgate.operate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Something that an operator ordered, in the words of the history's JSON.
///
/// @param at ISO 8601, UTC
/// @param act `switchover`, `cordon`, `uncordon`, `pause`, `resume`, `ack`, `drain` or `reload`
/// @param chain empty for all
/// @param node empty where none was named
/// @param who asked for it
/// @param why in the person's own words; empty when none were given
/// @param result `done`, `waiting` or `refused`
/// @param sentence what was done, or why not
public record Act(
    String at,
    String act,
    Optional<String> chain,
    Optional<String> node,
    String who,
    String why,
    String result,
    String sentence,
    List<String> warnings) {

  /// For a terminal.
  String text() {
    return String.format(
        Locale.ROOT,
        "%s  %s%s%s by %s%s: %s",
        StatusText.second(at),
        act,
        chain.map(c -> " " + c).orElse(""),
        node.map(n -> " " + n).orElse(""),
        who,
        why.isEmpty() ? "" : " (" + why + ")",
        result.equals("done") ? sentence : result + ", " + sentence);
  }
}
