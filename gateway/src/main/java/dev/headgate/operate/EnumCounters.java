package dev.headgate.operate;

import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// One counter per constant, all made at once, so that a rate sees even the rarest rise from zero.
final class EnumCounters<E extends Enum<E>> {
  private final Map<E, Counter> counters;

  EnumCounters(Class<E> constants, Function<E, Counter> counter) {
    counters = new EnumMap<>(constants);
    for (E constant : constants.getEnumConstants()) {
      counters.put(constant, counter.apply(constant));
    }
  }

  void increment(E constant) {
    Objects.requireNonNull(counters.get(constant)).increment();
  }
}
