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

/// One mapping of the file while it is read. Every key that is asked for is thereby a known key;
/// [#done()] refuses the rest. So the keys are written down once, where they are read, and none can
/// be taken and ignored.
final class Block {
  private static final String MAPPING = "write `key: value`, one a line";

  private final Spot spot;
  private final Map<String, Entry> entries;
  private final Problems problems;
  private final Placeholders placeholders;
  private final Map<String, Shape> known = new LinkedHashMap<>();
  private final Set<String> needed = new LinkedHashSet<>();
  private final Set<String> unbuilt = new LinkedHashSet<>();

  /// Of the keys that are the operator's own words.
  private Optional<Shape> ownShape = Optional.empty();

  private String ownKeys = "";

  /// Whether something stands there that is no mapping, which was said.
  private boolean broken;

  /// A value and where it stands.
  record Placed<T>(Spot spot, T value) {}

  private Block(Spot spot, Map<String, Entry> entries, Problems problems, Placeholders fill) {
    this.spot = spot;
    this.entries = entries;
    this.problems = problems;
    this.placeholders = fill;
  }

  /// The whole file.
  static Block root(Yaml yaml, Problems problems, Placeholders placeholders) {
    return new Block(new Spot(1, 1), Map.of(), problems, placeholders)
        .nested("the file", yaml.spot(), yaml, MAPPING);
  }

  /// The same mapping, read again from the start, without a word.
  Block unheard() {
    return new Block(spot, entries, problems.unheard(), placeholders);
  }

  Spot spot() {
    return spot;
  }

  Problems problems() {
    return problems;
  }

  /// Whether this key is missing without a trace: not when it is misspelt, or when the mapping
  /// around it is none, of which the operator is told already.
  boolean lacks(String key) {
    boolean misspelt =
        entries.keySet().stream()
            .filter(written -> !known.containsKey(written) && !unbuilt.contains(written))
            .anyMatch(written ->
                Spelling.nearest(written, known.keySet()).filter(key::equals).isPresent());
    return !broken && !entries.containsKey(key) && !misspelt;
  }

  /// Whether there is such a key with an empty list, an empty mapping or nothing below it.
  boolean isEmpty(String key) {
    Entry entry = entries.get(key);
    return entry != null
        && switch (entry.value()) {
          case Items items -> items.items().isEmpty();
          case Keys keys -> keys.entries().isEmpty();
          case Scalar scalar -> scalar.isEmpty();
        };
  }

  boolean isBroken() {
    return broken;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /// Where the value of the first of these that is there stands, else where the mapping does.
  Spot at(String... keys) {
    for (String key : keys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        return entry.value().spot();
      }
    }
    return spot;
  }

  /// A single value; `fallback` when it is absent or refused.
  <T> T value(String key, T fallback, Form<T> form) {
    return value(key, form).orElse(fallback);
  }

  /// A single value; empty when it is absent or refused.
  <T> Optional<T> value(String key, Form<T> form) {
    return find(key, new Shape.Single(form))
        .flatMap(entry -> read("`" + key + "`", entry.spot(), entry.value(), form));
  }

  int count(String key, int fallback, int least, int most) {
    return value(key, (long) fallback, Forms.whole(least, most)).intValue();
  }

  /// Bytes that fit an int.
  int bytes(String key, int fallback, long least, long most) {
    return Math.toIntExact(value(key, (long) fallback, Forms.size(least, most)));
  }

  /// A list of single values; empty when the key is absent.
  <T> Optional<List<Placed<T>>> list(String key, Form<T> form) {
    return find(key, new Shape.Several(form))
        .map(entry -> list("`" + key + "`", entry.value(), form));
  }

  private <T> List<Placed<T>> list(String name, Yaml yaml, Form<T> form) {
    List<Placed<T>> read = new ArrayList<>();
    for (Yaml item : items(name, yaml)) {
      read("an item of " + name, item.spot(), item, form)
          .ifPresent(value -> read.add(new Placed<>(item.spot(), value)));
    }
    return read;
  }

  private List<Yaml> items(String name, Yaml yaml) {
    return switch (yaml) {
      case Items items -> items.items();
      case Scalar scalar when scalar.isEmpty() -> List.of();
      case Scalar scalar ->
          wrong(scalar, name + " must be a list", "write [a, b], or one - item a line");
      case Keys keys ->
          wrong(
              keys,
              name + " must be a list, and is a mapping",
              "write [a, b], or one - item a line");
    };
  }

  private List<Yaml> wrong(Yaml yaml, String message, String hint) {
    problems.error(yaml.spot(), message, hint);
    return List.of();
  }

  /// The mapping under a key; one without keys when it is absent.
  Block block(String key) {
    Block inside =
        Optional.ofNullable(entries.get(key))
            .map(entry -> nested("`" + key + "`", entry.spot(), entry.value(), MAPPING))
            .orElseGet(() -> new Block(spot, Map.of(), problems, placeholders));
    known.put(key, new Shape.Mapping(inside));
    return inside;
  }

  private Block nested(String name, Spot at, Yaml yaml, String hint) {
    boolean fine = yaml instanceof Keys || (yaml instanceof Scalar scalar && scalar.isEmpty());
    if (!fine) {
      problems.error(yaml.spot(), name + " must be a mapping", hint);
    }
    Map<String, Entry> inside = yaml instanceof Keys keys ? keys.entries() : Map.of();
    Block block = new Block(at, inside, problems, placeholders);
    block.broken = !fine;
    return block;
  }

  /// A list of mappings.
  ///
  /// @param hint what to write for an item that is none
  List<Block> blocks(String key, String hint) {
    List<Block> read = new ArrayList<>();
    Optional<Entry> entry = Optional.ofNullable(entries.get(key));
    for (Yaml item : entry.map(each -> items("`" + key + "`", each.value())).orElse(List.of())) {
      read.add(nested("an item of `" + key + "`", item.spot(), item, hint));
    }
    known.put(key, new Shape.Mappings(read));
    return read;
  }

  /// The keys of a mapping whose keys are the operator's own words. All of them are known.
  ///
  /// @param regex what such a key looks like, for the schema
  Map<String, Entry> own(String regex) {
    ownKeys = regex;
    return entries;
  }

  Map<String, Entry> own() {
    return own(".*");
  }

  /// The schema says that the key must be there. Whoever reads it says so to people.
  void needs(String key) {
    needed.add(key);
  }

  /// The keys asked for, as a JSON Schema.
  Map<String, Object> schema(KeyDocs docs) {
    Map<String, Object> schema = Schemas.of("type", List.of("object", "null"));
    if (ownKeys.isEmpty()) {
      Map<String, Object> properties = new LinkedHashMap<>();
      known.forEach((key, shape) -> properties.put(key, described(key, shape, docs.key(key))));
      schema.put("properties", properties);
      schema.put("additionalProperties", false);
    } else {
      schema.put("propertyNames", Map.of("pattern", "^(?:" + ownKeys + ")$"));
      schema.put("additionalProperties", ownShape.orElseThrow().schema(docs.anyKey()));
    }
    if (!needed.isEmpty()) {
      schema.put("required", List.copyOf(needed));
    }
    return schema;
  }

  private Map<String, Object> described(String key, Shape shape, KeyDocs docs) {
    Map<String, Object> schema = new LinkedHashMap<>();
    docs.description().ifPresent(text -> schema.put("description", text));
    schema.putAll(shape.schema(docs));
    return needed.contains(key) ? Schemas.notEmpty(schema) : schema;
  }

  /// The mapping under one of its own keys.
  Block ownBlock(String key, Entry entry) {
    Block inside = nested("`" + key + "`", entry.spot(), entry.value(), MAPPING);
    ownShape = Optional.of(new Shape.Mapping(inside));
    return inside;
  }

  <T> Optional<T> ownValue(String key, Entry entry, Form<T> form) {
    ownShape = Optional.of(new Shape.Single(form));
    return read("`" + key + "`", entry.spot(), entry.value(), form);
  }

  <T> List<Placed<T>> ownList(String key, Entry entry, Form<T> form) {
    ownShape = Optional.of(new Shape.Several(form));
    return list("`" + key + "`", entry.value(), form);
  }

  /// Keys of the contract that this version cannot serve yet. Taking one and doing nothing would be
  /// a lie.
  void notBuilt(String... keys) {
    for (String key : keys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        problems.error(entry.spot(), "`" + key + "` is not built yet in this version", "remove it");
      }
    }
    unbuilt.addAll(List.of(keys));
  }

  /// Refuses every key that was not asked for.
  void done() {
    if (!ownKeys.isEmpty()) {
      return;
    }
    entries.forEach((key, entry) -> {
      if (!known.containsKey(key) && !unbuilt.contains(key)) {
        problems.error(entry.spot(), "unknown key `" + key + "`", suggestion(key));
      }
    });
  }

  private String suggestion(String key) {
    if (key.equals("<<")) {
      return "there are no merge keys here: give an anchor to a whole value (headers: &h {...}) and repeat it (headers: *h)";
    }
    String near =
        Spelling.nearest(key, known.keySet())
            .map(word -> "did you mean `" + word + "`? ")
            .orElse("");
    return near + "The keys here are: " + String.join(", ", known.keySet());
  }

  private Optional<Entry> find(String key, Shape shape) {
    known.put(key, shape);
    return Optional.ofNullable(entries.get(key));
  }

  /// @param at pointed at when there is nothing to point at
  private <T> Optional<T> read(String name, Spot at, Yaml yaml, Form<T> form) {
    if (!(yaml instanceof Scalar scalar)) {
      problems.error(yaml.spot(), name + " must be a single value", "write it without brackets");
      return Optional.empty();
    }
    if (scalar.isEmpty()) {
      problems.error(at, name + " has no value", "give it one, or remove the key");
      return Optional.empty();
    }
    String text;
    try {
      text = placeholders.fill(scalar.text());
    } catch (Unfit unfit) {
      problems.error(scalar.spot(), name + " " + unfit.what(), unfit.hint());
      return Optional.empty();
    }
    try {
      return Optional.of(form.read(text));
    } catch (Unfit unfit) {
      String replaced = Placeholders.in(scalar.text()) ? " once its ${...} is replaced" : "";
      problems.error(scalar.spot(), name + " " + unfit.what() + replaced, unfit.hint());
      return Optional.empty();
    }
  }
}
