package dev.headgate.bench.load;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/// What load to make. Start from [#of]; every other method returns a new one.
///
/// @param url `http://host:port/path`
/// @param connections kept alive, made before the first call
/// @param loops threads that send; each has its share of connections and calls
/// @param batch calls in one request; 1 is no batch
/// @param readRate bytes a second that each connection reads at most; 0 for all that comes
/// @param patience after which a call without its whole answer has failed, from when it was due
/// @param slice of time, for the series of the result
/// @param firstTag the first call's id, of thirteen digits; the others follow it
/// @param keep bytes of an answer's body that the listener is given
/// @param seed of which method is called when
public record LoadSpec(
    URI url,
    Pattern pattern,
    Duration length,
    int connections,
    int loops,
    Mix mix,
    int batch,
    int readRate,
    Duration patience,
    Duration slice,
    long firstTag,
    int keep,
    long seed) {

  /// Each loop's tags begin so far after the one before's, so that no two are alike.
  static final long TAGS_PER_LOOP = 100_000_000_000L;

  public LoadSpec {
    if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
      throw new IllegalArgumentException("write http://HOST:PORT/PATH instead of " + url);
    }
    if (connections < 1 || loops < 1 || loops > connections) {
      throw new IllegalArgumentException(
          "at least one connection for each of at least one loop, not %d for %d"
              .formatted(connections, loops));
    }
    if (batch < 1 || readRate < 0 || keep < 0) {
      throw new IllegalArgumentException("batch from 1, readRate and keep from 0");
    }
    if (firstTag < RequestTemplate.LEAST_TAG || firstTag >= RequestTemplate.BEYOND_TAGS) {
      throw new IllegalArgumentException("the first tag needs thirteen digits: " + firstTag);
    }
  }

  /// `eth_blockNumber` on 64 connections from one thread.
  public static LoadSpec of(URI url, Pattern pattern, Duration length) {
    return new LoadSpec(
        url,
        pattern,
        length,
        64,
        1,
        Mix.BLOCK_NUMBER,
        1,
        0,
        Duration.ofSeconds(10),
        Duration.ofMillis(100),
        RequestTemplate.LEAST_TAG,
        0,
        1);
  }

  public LoadSpec pattern(Pattern other) {
    return change(draft -> draft.pattern = other);
  }

  public LoadSpec length(Duration other) {
    return change(draft -> draft.length = other);
  }

  public LoadSpec connections(int other) {
    return change(draft -> draft.connections = other);
  }

  public LoadSpec loops(int other) {
    return change(draft -> draft.loops = other);
  }

  public LoadSpec mix(Mix other) {
    return change(draft -> draft.mix = other);
  }

  public LoadSpec batch(int other) {
    return change(draft -> draft.batch = other);
  }

  public LoadSpec readRate(int other) {
    return change(draft -> draft.readRate = other);
  }

  public LoadSpec patience(Duration other) {
    return change(draft -> draft.patience = other);
  }

  public LoadSpec firstTag(long other) {
    return change(draft -> draft.firstTag = other);
  }

  public LoadSpec keep(int other) {
    return change(draft -> draft.keep = other);
  }

  public LoadSpec seed(long other) {
    return change(draft -> draft.seed = other);
  }

  private LoadSpec change(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.spec();
  }

  /// All values, each of which can be changed.
  private static final class Draft {
    private final URI url;
    private Pattern pattern;
    private Duration length;
    private int connections;
    private int loops;
    private Mix mix;
    private int batch;
    private int readRate;
    private Duration patience;
    private final Duration slice;
    private long firstTag;
    private int keep;
    private long seed;

    Draft(LoadSpec spec) {
      url = spec.url;
      pattern = spec.pattern;
      length = spec.length;
      connections = spec.connections;
      loops = spec.loops;
      mix = spec.mix;
      batch = spec.batch;
      readRate = spec.readRate;
      patience = spec.patience;
      slice = spec.slice;
      firstTag = spec.firstTag;
      keep = spec.keep;
      seed = spec.seed;
    }

    LoadSpec spec() {
      return new LoadSpec(
          url,
          pattern,
          length,
          connections,
          loops,
          mix,
          batch,
          readRate,
          patience,
          slice,
          firstTag,
          keep,
          seed);
    }
  }
}
