package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What a node can do, as far as it showed: a standby is ready only when it can do what the active
/// node can. What nobody asked of a node yet is taken as given.
///
/// @param missing methods that it said it does not serve, and when it said so last
/// @param window how many blocks below its head it still has state; empty while unknown
record Skills(Map<String, Instant> missing, OptionalLong window) {

  static final Skills UNKNOWN = new Skills(Map.of(), OptionalLong.empty());

  /// As long as the request path believes it: then a call asks the node again.
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  Skills lacks(Observation.Lacks said) {
    Map<String, Instant> now = new HashMap<>(missing);
    now.values().removeIf(at -> !fresh(at, said.at()));
    now.put(said.method(), said.at());
    return new Skills(Map.copyOf(now), window);
  }

  /// As if it had never said that it does not serve a method.
  Skills withoutLacks() {
    return new Skills(Map.of(), window);
  }

  Skills has(Observation.StateWindow seen) {
    return new Skills(missing, OptionalLong.of(seen.blocks()));
  }

  /// What this node lacks and another does not, for people.
  List<String> behind(Skills other, Instant now) {
    Stream<String> methods =
        missing.entrySet().stream()
            .filter(e -> fresh(e.getValue(), now) && !other.isMissing(e.getKey(), now))
            .map(Map.Entry::getKey)
            .sorted();
    boolean narrower =
        window.isPresent()
            && other.window.isPresent()
            && window.getAsLong() < other.window.getAsLong();
    return Stream.concat(
            methods,
            narrower
                ? Stream.of("state deeper than " + Diagnosis.blocks(window.getAsLong()))
                : Stream.empty())
        .toList();
  }

  private boolean isMissing(String method, Instant now) {
    Instant at = missing.get(method);
    return at != null && fresh(at, now);
  }

  private static boolean fresh(Instant at, Instant now) {
    return at.plus(REMEMBERED).isAfter(now);
  }
}
