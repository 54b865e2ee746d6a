package dev.headgate.bench.load;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;

/// When calls leave.
public sealed interface Pattern {

  /// Each connection sends its next call when it has its answer.
  record Saturate() implements Pattern {}

  /// A schedule that is made in advance and waits for nobody.
  sealed interface Timed extends Pattern {
    /// When calls are due, in nanoseconds from the beginning, ascending; pure.
    ///
    /// @param length no call is due at or after it
    PrimitiveIterator.OfLong due(Duration length);
  }

  /// So many calls a second at equal distances.
  record Fixed(double rate) implements Timed {
    public Fixed {
      positive(rate);
    }

    @Override
    public PrimitiveIterator.OfLong due(Duration length) {
      return new Ascending(length) {
        private long count;

        @Override
        long following(long last) {
          return (long) (count++ * 1e9 / rate);
        }
      };
    }
  }

  /// So many calls a second on average, independent of each other, as many clients together make
  /// them.
  record Poisson(double rate, long seed) implements Timed {
    public Poisson {
      positive(rate);
    }

    @Override
    public PrimitiveIterator.OfLong due(Duration length) {
      SplittableRandom random = new SplittableRandom(seed);
      return new Ascending(length) {
        private double at;

        @Override
        long following(long last) {
          at -= Math.log(1 - random.nextDouble()) * 1e9 / rate;
          return (long) at;
        }
      };
    }
  }

  /// All clients at once: so many calls within a few milliseconds, at each new block.
  ///
  /// @param within over which the calls of one burst are spread evenly
  /// @param every from the beginning of a burst to the next one's
  record Bursts(int calls, Duration within, Duration every) implements Timed {
    public Bursts {
      positive(calls);
      if (every.isZero() || every.compareTo(within) < 0) {
        throw new IllegalArgumentException(
            "a burst must be over before the next: within " + within + ", every " + every);
      }
    }

    @Override
    public PrimitiveIterator.OfLong due(Duration length) {
      return new Ascending(length) {
        private long count;

        @Override
        long following(long last) {
          long burst = count / calls;
          long inside = count++ % calls;
          return burst * every.toNanos() + inside * within.toNanos() / calls;
        }
      };
    }
  }

  private static void positive(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a number of calls above 0 is wanted, not " + value);
    }
  }

  /// Times until the length is reached.
  abstract class Ascending implements PrimitiveIterator.OfLong {
    private final long end;
    private long next = -1;
    private boolean known;

    Ascending(Duration length) {
      end = length.toNanos();
    }

    abstract long following(long last);

    @Override
    public boolean hasNext() {
      if (!known) {
        next = following(next);
        known = true;
      }
      return next < end;
    }

    @Override
    public long nextLong() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      known = false;
      return next;
    }
  }

  /// Every so-many-th of a schedule, for one of several event loops; pure.
  static PrimitiveIterator.OfLong share(PrimitiveIterator.OfLong all, int index, int of) {
    return new PrimitiveIterator.OfLong() {
      private int toSkip = index;

      @Override
      public boolean hasNext() {
        while (toSkip > 0 && all.hasNext()) {
          all.nextLong();
          toSkip--;
        }
        return all.hasNext();
      }

      @Override
      public long nextLong() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        toSkip = of - 1;
        return all.nextLong();
      }
    };
  }
}
