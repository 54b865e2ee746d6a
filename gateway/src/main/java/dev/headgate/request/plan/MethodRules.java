package dev.headgate.request.plan;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.MethodSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which methods of a chain pass, and which go to particular nodes. Thread-safe.
///
/// A method passes when it matches `allow` (if that is set) and `deny` does not deny it; one that
/// `allow` names without a wildcard passes the wildcards of `deny` too. So `allow: [eth_*]` lets no
/// `eth_sign` through, and `allow: [eth_*, debug_setHead]` lets exactly that one of `debug_*`.
public final class MethodRules {
  /// So many names that no table knows are remembered; the rest are matched anew, so that a flood
  /// of invented names fills no memory.
  private static final int REMEMBERED = 1_000;

  /// What holds for a method.
  public sealed interface Rule {

    /// It is not let through.
    record Denied() implements Rule {}

    /// It goes wherever the chain's health says.
    record Free() implements Rule {}

    /// It goes to these nodes alone, in this order.
    record Routed(List<Node> nodes) implements Rule {}
  }

  private static final Rule DENIED = new Rule.Denied();
  private static final Rule FREE = new Rule.Free();

  private final Chain chain;
  private final MethodSettings settings;
  private final Map<String, Rule> remembered = new ConcurrentHashMap<>();

  public MethodRules(Chain chain, MethodSettings settings) {
    this.chain = chain;
    this.settings = settings;
  }

  /// The rule for a method by its unescaped name.
  public Rule of(String method) {
    Rule known = remembered.get(method);
    if (known != null) {
      return known;
    }
    Rule found = find(method);
    if (remembered.size() < REMEMBERED) {
      remembered.put(method, found);
    }
    return found;
  }

  int remembered() {
    return remembered.size();
  }

  private Rule find(String method) {
    if (!allowed(method)) {
      return DENIED;
    }
    return settings.route().entrySet().stream()
        .filter(entry -> matches(entry.getKey(), method))
        .findFirst()
        .<Rule>map(entry -> new Rule.Routed(nodes(entry.getValue())))
        .orElse(FREE);
  }

  private List<Node> nodes(List<String> names) {
    return names.stream().flatMap(name -> chain.node(name).stream()).toList();
  }

  /// Both lists must let it through, and in `deny` the last match wins. Only where `allow` spells
  /// the method out does a wildcard of `deny` not hold against it: whoever wrote the very name
  /// meant this method, whoever wrote the wildcard meant a family.
  private boolean allowed(String method) {
    boolean named = settings.allow().contains(method);
    if (!named && !settings.allow().isEmpty() && !matchesOne(settings.allow(), method)) {
      return false;
    }
    boolean denied = false;
    for (String pattern : settings.deny()) {
      boolean lets = pattern.startsWith("!");
      boolean counts = lets || !named || pattern.indexOf('*') < 0;
      if (counts && matches(lets ? pattern.substring(1) : pattern, method)) {
        denied = !lets;
      }
    }
    return !denied;
  }

  private static boolean matchesOne(List<String> patterns, String method) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, method));
  }

  /// `*` stands for any run of characters, none included; all else for itself. Clients choose the
  /// text: at most pattern times text comparisons, since only the last star is ever tried again.
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
