package dev.headgate.config;

import dev.headgate.config.Yaml.Entry;
import dev.headgate.config.Yaml.Items;
import dev.headgate.config.Yaml.Keys;
import dev.headgate.config.Yaml.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Text to [Yaml], from the engine's events instead of its own tree: so depth and the growth by
/// aliases are bounded while the tree grows, not after.
final class YamlParser {
  /// Six are needed.
  private static final int MAX_DEPTH = 32;

  /// Values in the tree, each alias counted as what it stands for. A thousand nodes with all their
  /// keys make some twenty thousand.
  private static final int MAX_VALUES = 100_000;

  private final Iterator<Event> events;
  private final String text;
  private final Problems problems;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int values;

  private record Anchored(Yaml value, int values) {}

  /// The problem is written down; nothing more can be read.
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super("unreadable", null, false, false);
    }
  }

  private YamlParser(String text, Problems problems) {
    this.text = text;
    this.problems = problems;
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
  }

  /// The one document of a file.
  ///
  /// @param problems gets what is wrong
  /// @return empty when nothing could be read; a file without content is an empty mapping
  static Optional<Yaml> parse(String text, Problems problems) {
    YamlParser parser = new YamlParser(text, problems);
    try {
      return Optional.of(parser.document());
    } catch (Unreadable _) {
      return Optional.empty();
    } catch (MarkedYamlEngineException wrong) {
      parser.refused(wrong);
    } catch (ReaderException wrong) {
      problems.error(
          parser.spotOf(wrong.getPosition()),
          "character U+%04X may not stand in YAML".formatted(wrong.getCodePoint()),
          "remove it");
    } catch (YamlEngineException wrong) {
      problems.error(new Spot(1, 1), "not YAML: " + wrong.getMessage(), "");
    }
    return Optional.empty();
  }

  private void refused(MarkedYamlEngineException wrong) {
    Spot spot =
        wrong
            .getProblemMark()
            .or(wrong::getContextMark)
            .map(YamlParser::spot)
            .orElse(new Spot(1, 1));
    // `[!debug_trace*]`: the engine stumbles over the bracket, in what it takes for a type's name.
    boolean tag = String.valueOf(wrong.getContext()).contains("scanning a tag");
    problems.error(
        tag ? wrong.getContextMark().map(YamlParser::spot).orElse(spot) : spot,
        tag
            ? "YAML takes this for a type, and types are not used here"
            : "not YAML: " + wrong.getProblem(),
        tag ? "put a text that begins with ! in quotes" : hint(wrong.getProblem()));
  }

  private static String hint(String problem) {
    if (problem.contains("TAB")) {
      return "indent with spaces";
    }
    if (problem.contains("cannot start any token") || problem.contains("alias")) {
      return "put a text that begins with one of * & ! % @ ` in quotes";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "put a text that has a colon and a space in it in quotes, or mind the indentation";
    }
    return "mind the indentation, and close each bracket and quote";
  }

  private Yaml document() {
    events.next(); // the stream's start
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      return new Keys(new Spot(1, 1), Map.of());
    }
    Yaml value = value(events.next(), 0);
    events.next(); // the document's end
    Event next = events.next();
    if (next.getEventId() != Event.ID.StreamEnd) {
      throw unreadable(spot(next), "a second document begins here", "keep one document in a file");
    }
    return value;
  }

  private Yaml value(Event event, int depth) {
    if (++values > MAX_VALUES) {
      throw unreadable(spot(event), "more values than any configuration has", "make it smaller");
    }
    if (depth > MAX_DEPTH) {
      throw unreadable(
          spot(event), "nested deeper than " + MAX_DEPTH + " levels", "mind the brackets");
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    int before = values;
    Yaml value = fresh(event, depth);
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor, new Anchored(value, values - before + 1)));
    return value;
  }

  private Yaml aliased(AliasEvent alias) {
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw unreadable(
          spot(alias),
          "no anchor `&" + alias.getAlias().getValue() + "` stands before this alias",
          "put a text that begins with * in quotes");
    }
    values += anchored.values();
    if (values > MAX_VALUES) {
      throw unreadable(
          spot(alias), "with its aliases the file grows beyond all reason", "write it out");
    }
    return anchored.value();
  }

  private Yaml fresh(Event event, int depth) {
    if (event instanceof ScalarEvent scalar) {
      scalar.getTag().ifPresent(tag -> refuseTag(scalar, tag));
      return new Scalar(spot(scalar), scalar.getValue(), scalar.isPlain());
    }
    ((CollectionStartEvent) event).getTag().ifPresent(tag -> refuseTag(event, tag));
    return event.getEventId() == Event.ID.SequenceStart ? items(event, depth) : keys(event, depth);
  }

  private void refuseTag(Event event, String tag) {
    problems.error(
        spot(event),
        "YAML takes `" + tag + "` for a type, and types are not used here",
        "put a text that begins with ! in quotes: \"" + tag + "\"");
  }

  private Items items(Event start, int depth) {
    List<Yaml> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return new Items(spot(start), items);
  }

  private Keys keys(Event start, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      Yaml key = value(event, depth + 1);
      Spot at = spot(event);
      add(entries, key, new Entry(at, value(events.next(), depth + 1)));
    }
    return new Keys(spot(start), Collections.unmodifiableMap(entries));
  }

  private void add(Map<String, Entry> entries, Yaml key, Entry entry) {
    if (!(key instanceof Scalar name)) {
      problems.error(entry.spot(), "a key must be a single word", "mind the brackets");
      return;
    }
    Entry earlier = entries.putIfAbsent(name.text(), entry);
    if (earlier != null) {
      problems.error(
          entry.spot(),
          "key `" + name.text() + "` stands here twice",
          "the first is in line " + earlier.spot().line() + "; remove one");
    }
  }

  private Unreadable unreadable(Spot spot, String message, String hint) {
    problems.error(spot, message, hint);
    return new Unreadable();
  }

  private static Spot spot(Event event) {
    return event.getStartMark().map(YamlParser::spot).orElse(new Spot(1, 1));
  }

  /// The engine counts from 0.
  private static Spot spot(Mark mark) {
    return new Spot(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Spot spotOf(int codePoints) {
    List<String> before =
        text.codePoints().limit(codePoints).mapToObj(Character::toString).toList();
    int lastBreak = before.lastIndexOf("\n");
    int line = Collections.frequency(before, "\n") + 1;
    return new Spot(line, before.size() - lastBreak);
  }
}
