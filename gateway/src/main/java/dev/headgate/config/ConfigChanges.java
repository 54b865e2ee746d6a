package dev.headgate.config;

import dev.headgate.config.Yaml.Entry;
import dev.headgate.config.Yaml.Items;
import dev.headgate.config.Yaml.Keys;
import dev.headgate.config.Yaml.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The difference between two configurations in words, for the log and for whoever asked.
///
/// It compares what [ConfigWriter] writes of both, so that every key is compared by its own name
/// and a key that is added one day is compared too. Values are shown masked, as `print-config`
/// shows them; where nothing but a masked part differs it says "changed".
///
/// @param words one for each part of the configuration that differs: "ethereum: node geth-c added,
///   health.fall 2 -> 3"
/// @param restarts those of the differences that a running gateway cannot take over
public record ConfigChanges(List<String> words, List<String> restarts) {
  /// Sockets and threads that exist from the start to the end.
  private static final Set<String> NEED_RESTART =
      Set.of(
          "threads",
          "listen.rpc",
          "listen.admin",
          "listen.agentCheck",
          "listen.ipc",
          "admin.tokenFile");

  private static final int MOST_WORDS = 12;
  private static final int LONGEST_VALUE = 60;

  public ConfigChanges {
    words = List.copyOf(words);
    restarts = List.copyOf(restarts);
  }

  /// What is different in `after`.
  public static ConfigChanges between(GatewaySettings before, GatewaySettings after) {
    return new Comparison(before, after).run();
  }

  /// All in one sentence's end; of very many some.
  public String sentence() {
    int more = words.size() - MOST_WORDS;
    String some = words.stream().limit(MOST_WORDS).collect(Collectors.joining("; "));
    return more > 0 ? some + "; and " + more + " more" : some;
  }

  private static final class Comparison {
    private final GatewaySettings before;
    private final GatewaySettings after;
    private final Map<String, Facts> old;
    private final Map<String, Facts> now;

    Comparison(GatewaySettings before, GatewaySettings after) {
      this.before = before;
      this.after = after;
      old = Facts.of(before);
      now = Facts.of(after);
    }

    ConfigChanges run() {
      List<String> global = differences(Facts.GLOBAL);
      List<String> restarts =
          global.stream().filter(word -> NEED_RESTART.contains(word.split(" ", 2)[0])).toList();
      Map<String, List<String>> chains = new LinkedHashMap<>();
      Set<String> names = new LinkedHashSet<>(now.keySet());
      names.addAll(old.keySet());
      names.remove(Facts.GLOBAL);
      names.stream()
          .filter(name -> old.containsKey(name) && now.containsKey(name))
          .forEach(name -> chains.put(name, new ArrayList<>(differences(name))));
      List<String> words = new ArrayList<>(global);
      words.addAll(common(chains));
      for (String name : names) {
        words.addAll(chain(name, chains.getOrDefault(name, List.of())));
      }
      if (words.isEmpty() && !before.equals(after)) {
        words.add("what stands in another order");
      }
      return new ConfigChanges(words, restarts);
    }

    /// What a global section says differs in every chain alike.
    private static List<String> common(Map<String, List<String>> chains) {
      if (chains.size() < 2) {
        return List.of();
      }
      List<String> common = new ArrayList<>(chains.values().iterator().next());
      chains.values().forEach(common::retainAll);
      chains.values().forEach(words -> words.removeAll(common));
      return common;
    }

    private List<String> chain(String name, List<String> words) {
      if (!old.containsKey(name)) {
        return List.of(name + " added");
      }
      if (!now.containsKey(name)) {
        return List.of(name + " removed");
      }
      return words.isEmpty() ? List.of() : List.of(name + ": " + String.join(", ", words));
    }

    private List<String> differences(String part) {
      Facts a = old.getOrDefault(part, Facts.NONE);
      Facts b = now.getOrDefault(part, Facts.NONE);
      List<String> words = new ArrayList<>();
      Set<String> nodes = new LinkedHashSet<>(b.nodes().keySet());
      nodes.addAll(a.nodes().keySet());
      for (String node : nodes) {
        node(node, a, b).ifPresent(words::add);
      }
      words.addAll(differences(a.values(), b.values()));
      if (words.isEmpty() && !List.copyOf(a.nodes().keySet()).equals(List.copyOf(nodes))) {
        words.add("nodes in another order");
      }
      return words;
    }

    private static Optional<String> node(String name, Facts a, Facts b) {
      Map<String, Value> was = a.nodes().get(name);
      Map<String, Value> is = b.nodes().get(name);
      if (was == null || is == null) {
        return Optional.of("node " + name + (was == null ? " added" : " removed"));
      }
      List<String> words = differences(was, is);
      return words.isEmpty()
          ? Optional.empty()
          : Optional.of("node " + name + " (" + String.join(", ", words) + ")");
    }

    private static List<String> differences(Map<String, Value> a, Map<String, Value> b) {
      Set<String> keys = new LinkedHashSet<>(a.keySet());
      keys.addAll(b.keySet());
      List<String> words = new ArrayList<>();
      for (String key : keys) {
        Value was = a.get(key);
        Value is = b.get(key);
        if (was == null || is == null) {
          words.add(key + (was == null ? " added" : " removed"));
        } else if (!was.plain().equals(is.plain())) {
          words.add(key + is.since(was));
        }
      }
      return words;
    }
  }

  /// One key's value.
  ///
  /// @param shown without what may be a secret
  private record Value(String plain, String shown) {
    String since(Value was) {
      boolean brief = was.shown.length() <= LONGEST_VALUE && shown.length() <= LONGEST_VALUE;
      return brief && !was.shown.equals(shown) ? " " + was.shown + " -> " + shown : " changed";
    }
  }

  /// What one chain says, or all that stands outside of chains.
  ///
  /// @param nodes by name, each with its values by key
  private record Facts(Map<String, Value> values, Map<String, Map<String, Value>> nodes) {
    /// No chain's name.
    static final String GLOBAL = "";

    static final Facts NONE = new Facts(Map.of(), Map.of());

    /// By the chain's name, in order.
    static Map<String, Facts> of(GatewaySettings settings) {
      Map<String, String> plain = leaves(ConfigWriter.plain(settings));
      Map<String, String> shown = leaves(ConfigWriter.discreet(settings));
      Map<String, Facts> facts = new LinkedHashMap<>();
      facts.put(GLOBAL, new Facts(new TreeMap<>(), Map.of()));
      plain.forEach((path, value) ->
          put(facts, path.split(SEPARATOR), new Value(value, shown.getOrDefault(path, ""))));
      return facts;
    }

    private static void put(Map<String, Facts> facts, String[] path, Value value) {
      boolean ofChain = path[0].equals("chains") && path.length > 2;
      Facts part =
          facts.computeIfAbsent(
              ofChain ? path[1] : GLOBAL,
              _ -> new Facts(new LinkedHashMap<>(), new LinkedHashMap<>()));
      if (ofChain && path[2].equals("nodes") && path.length > 4) {
        part.nodes.computeIfAbsent(path[3], _ -> new LinkedHashMap<>()).put(key(path, 4), value);
      } else {
        part.values.put(key(path, ofChain ? 2 : 0), value);
      }
    }

    private static String key(String[] path, int from) {
      return String.join(".", List.of(path).subList(from, path.length));
    }

    /// Stands in no name.
    private static final String SEPARATOR = "\u0000";

    private static Map<String, String> leaves(String yaml) {
      Map<String, String> leaves = new LinkedHashMap<>();
      YamlParser.parse(yaml, new Problems("", List.of())).ifPresent(tree -> walk(tree, "", leaves));
      return leaves;
    }

    private static void walk(Yaml tree, String path, Map<String, String> leaves) {
      switch (tree) {
        case Keys(_, Map<String, Entry> entries) ->
            entries.forEach((key, entry) -> walk(entry.value(), under(path, key), leaves));
        case Items(_, List<Yaml> items) -> walk(items, path, leaves);
        case Scalar scalar -> leaves.put(path, scalar.text());
      }
    }

    private static void walk(List<Yaml> items, String path, Map<String, String> leaves) {
      if (items.stream().anyMatch(Keys.class::isInstance)) {
        items.forEach(item -> walk(item, under(path, name(item)), leaves));
      } else {
        leaves.put(
            path,
            items.stream()
                .map(item -> item instanceof Scalar(_, String text, _) ? text : "")
                .collect(Collectors.joining(", ", "[", "]")));
      }
    }

    private static String name(Yaml node) {
      return node instanceof Keys(_, Map<String, Entry> entries)
              && entries.get("name") instanceof Entry(_, Scalar(_, String text, _))
          ? text
          : "";
    }

    private static String under(String path, String key) {
      return path.isEmpty() ? key : path + SEPARATOR + key;
    }
  }
}
