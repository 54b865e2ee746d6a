package dev.headgate.operate;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.Observation;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An observation as facts for a page: its kind, and each of its components by name. The node is
/// named alone, since its address and headers may hold secrets.
final class Observed {
  private Observed() {}

  static Map<String, Object> facts(Observation seen) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", seen.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    for (RecordComponent component : seen.getClass().getRecordComponents()) {
      Object value = plain(value(seen, component));
      if (value != null) {
        facts.put(component.getName(), value);
      }
    }
    return facts;
  }

  private static Object value(Observation seen, RecordComponent component) {
    try {
      return component.getAccessor().invoke(seen);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an observation that is no public record", e);
    }
  }

  private static @Nullable Object plain(Object value) {
    return switch (value) {
      case Node node -> node.name();
      case Instant at -> at.toString();
      case Enum<?> constant -> Labels.of(constant);
      case Optional<?> maybe -> maybe.isPresent() ? plain(maybe.get()) : null;
      default -> value;
    };
  }
}
