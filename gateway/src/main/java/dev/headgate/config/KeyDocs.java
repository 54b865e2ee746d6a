package dev.headgate.config;

import dev.headgate.config.Yaml.Entry;
import dev.headgate.config.Yaml.Items;
import dev.headgate.config.Yaml.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `config/headgate.yaml` says of a key in its comments, and the value it writes there. That
/// file is the one place where keys are described. Immutable.
///
/// A key's comment stands behind it, goes on in lines below that begin in the same column, or
/// stands above it as lines of its own. A key that is commented out is described all the same.
final class KeyDocs {
  private static final Pattern OUT = Pattern.compile("(?m)^( {2,8})# ([a-zA-Z]+: .*)$");
  private static final Pattern BEHIND = Pattern.compile("[^#]*?(?<=\\s)#\\s(.*)");

  private final List<String> lines;

  /// Where the key stands: once for each chain, say.
  private final List<Yaml> places;

  private final List<Spot> spots;

  private KeyDocs(List<String> lines, List<Yaml> places, List<Spot> spots) {
    this.lines = lines;
    this.places = places;
    this.spots = spots;
  }

  /// Of a whole file that is valid.
  static KeyDocs of(String text) {
    String shown = OUT.matcher(text).replaceAll("$1$2");
    Yaml yaml =
        YamlParser.parse(shown, new Problems("", List.of()))
            .orElseThrow(() -> new IllegalArgumentException("no YAML to describe keys"));
    return new KeyDocs(shown.lines().toList(), List.of(yaml), List.of());
  }

  /// Of a key of this mapping.
  KeyDocs key(String name) {
    return under(keys().flatMap(keys -> Optional.ofNullable(keys.entries().get(name)).stream()));
  }

  /// Of all the keys of this mapping, which are the operator's own words.
  KeyDocs anyKey() {
    return under(keys().flatMap(keys -> keys.entries().values().stream()));
  }

  /// Of the items of this list.
  KeyDocs item() {
    List<Yaml> items = new ArrayList<>();
    for (Yaml place : places) {
      if (place instanceof Items list) {
        items.addAll(list.items());
      }
    }
    return new KeyDocs(lines, items, List.of());
  }

  private Stream<Keys> keys() {
    return places.stream().filter(Keys.class::isInstance).map(Keys.class::cast);
  }

  private KeyDocs under(Stream<Entry> entries) {
    List<Entry> found = entries.toList();
    return new KeyDocs(
        lines, found.stream().map(Entry::value).toList(), found.stream().map(Entry::spot).toList());
  }

  /// What the first comment says, on one line.
  Optional<String> description() {
    return spots.stream().map(this::comment).filter(text -> !text.isEmpty()).findFirst();
  }

  private String comment(Spot spot) {
    String line = lines.get(spot.line() - 1);
    // One line may hold a whole mapping: its comment belongs to the first key.
    if (!line.substring(0, spot.column() - 1).matches("[ -]*")) {
      return "";
    }
    Matcher behind = BEHIND.matcher(line);
    String text = behind.matches() ? behind.group(1) : above(spot);
    return (text + (behind.matches() ? below(spot.line(), behind.start(1) - 2) : "")).strip();
  }

  private String above(Spot spot) {
    StringBuilder text = new StringBuilder();
    String start = " ".repeat(spot.column() - 1) + "# ";
    for (int at = spot.line() - 2; at >= 0 && lines.get(at).startsWith(start); at--) {
      text.insert(0, lines.get(at).substring(start.length()) + " ");
    }
    return text.toString();
  }

  private String below(int line, int column) {
    StringBuilder text = new StringBuilder();
    String start = " ".repeat(column) + "# ";
    for (int at = line; at < lines.size() && lines.get(at).startsWith(start); at++) {
      text.append(' ').append(lines.get(at).substring(start.length()));
    }
    return text.toString();
  }
}
