package dev.headgate.simulate;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text forms of [Fault]s: a name, then its arguments, separated by spaces.
final class FaultText {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|us|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB)?");
  private static final List<String> FORMS =
      List.of(
          "kill",
          "hang",
          "freeze",
          "ahead BLOCKS",
          "lag BLOCKS",
          "fork",
          "slow DURATION",
          "http [STATUS]",
          "rate-limit [DURATION]",
          "garbage [html|json]",
          "empty",
          "truncated [BYTES]",
          "reset [BYTES]",
          "cut BYTES",
          "wrong-chain [ID]",
          "flap DOWN UP",
          "error CODE MESSAGE",
          "missing-state",
          "header-not-found",
          "drip DURATION",
          "refuse",
          "wrong-id",
          "double-length",
          "length-and-chunked",
          "extra-bytes",
          "gzip-bomb [BYTES]",
          "intermittent PERCENT [rpc|http]",
          "syncing",
          "no-socket",
          "mute-socket",
          "close-after-each");

  private FaultText() {}

  /// The arguments of one fault, read in order, each with the text to fall back on.
  private static final class Words {
    private final String[] words;
    private int next = 1;

    Words(String text) {
      words = text.trim().split("\\s+", -1);
    }

    String name() {
      return words[0].toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String word(String otherwise) {
      return next < words.length ? words[next++] : otherwise;
    }

    String rest() {
      String rest = String.join(" ", Arrays.asList(words).subList(next, words.length));
      next = words.length;
      return rest;
    }

    long number(String otherwise, long least, long most) {
      String word = word(otherwise);
      if (!word.matches("-?\\d{1,15}")) {
        throw new IllegalArgumentException("\"" + word + "\" is no number");
      }
      long number = Long.parseLong(word);
      if (number < least || number > most) {
        throw new IllegalArgumentException(word + " is not within " + least + " to " + most);
      }
      return number;
    }

    Duration duration(String otherwise) {
      String word = word(otherwise);
      Matcher matcher = DURATION.matcher(word);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("\"" + word + "\" is no duration such as 200ms or 3s");
      }
      return Duration.ofNanos(
          Math.multiplyExact(Long.parseLong(matcher.group(1)), nanosOf(matcher.group(2))));
    }

    long size(String otherwise) {
      String word = word(otherwise);
      Matcher matcher = SIZE.matcher(word);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("\"" + word + "\" is no size such as 100 or 64KiB");
      }
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unitOf(matcher.group(2)));
    }

    <E extends Enum<E>> E one(Class<E> of, String otherwise) {
      String word = word(otherwise);
      return Arrays.stream(of.getEnumConstants())
          .filter(one -> one.name().equalsIgnoreCase(word))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "\"" + word + "\" is none of " + Arrays.toString(of.getEnumConstants())));
    }

    void atEnd() {
      if (next < words.length) {
        throw new IllegalArgumentException("\"" + words[next] + "\" is one word too many");
      }
    }

    private static long nanosOf(String unit) {
      return switch (unit) {
        case "us" -> 1_000;
        case "ms" -> 1_000_000;
        case "s" -> 1_000_000_000;
        case "m" -> 60_000_000_000L;
        default -> 3_600_000_000_000L;
      };
    }

    private static long unitOf(@Nullable String unit) {
      return switch (unit == null ? "B" : unit) {
        case "KiB" -> 1 << 10;
        case "MiB" -> 1 << 20;
        case "GiB" -> 1 << 30;
        default -> 1;
      };
    }
  }

  static Fault parse(String text) {
    Words words = new Words(text);
    try {
      Fault fault = read(words);
      words.atEnd();
      return fault;
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw new IllegalArgumentException(refusal(text, words.name(), wrong.getMessage()), wrong);
    }
  }

  private static String refusal(String text, String name, @Nullable String why) {
    return FORMS.stream()
        .filter(form -> form.split(" ", -1)[0].equals(name))
        .findFirst()
        .map(form -> "fault \"" + text + "\": " + why + "; write: " + form)
        .orElseGet(
            () -> "no fault is called \"" + name + "\"; there are: " + String.join(", ", FORMS));
  }

  private static Fault read(Words words) {
    return switch (words.name()) {
      case "kill" -> new Fault.Kill();
      case "hang" -> new Fault.Hang();
      case "freeze" -> new Fault.Freeze();
      case "ahead" -> new Fault.Ahead(words.number("", 1, 1L << 40));
      case "lag" -> new Fault.Lag(words.number("", 1, 1L << 40));
      case "fork" -> new Fault.Forked();
      case "slow" -> new Fault.Slow(words.duration(""));
      case "http" -> new Fault.Http((int) words.number("503", 200, 599));
      case "rate-limit" -> new Fault.RateLimit(words.duration("0s"));
      case "garbage" -> new Fault.Garbage(words.one(Fault.Garbage.Content.class, "html"));
      case "empty" -> new Fault.Empty();
      case "truncated" -> new Fault.Truncated(words.size("10"));
      case "reset" -> new Fault.Reset(words.size("0"));
      case "cut" -> new Fault.Cut(words.size(""));
      case "wrong-chain" -> new Fault.WrongChain(words.number("1337", 0, 1L << 40));
      case "flap" -> new Fault.Flap(positive(words.duration("")), positive(words.duration("")));
      default -> readAnswerFault(words);
    };
  }

  private static Fault readAnswerFault(Words words) {
    return switch (words.name()) {
      case "error" ->
          new Fault.RpcError((int) words.number("", -1_000_000, 1_000_000), message(words));
      case "missing-state" -> new Fault.MissingState();
      case "header-not-found" -> new Fault.HeaderNotFound();
      case "drip" -> new Fault.Drip(positive(words.duration("")));
      case "refuse" -> new Fault.Refuse();
      case "wrong-id" -> new Fault.WrongId();
      case "double-length" -> new Fault.DoubleLength();
      case "length-and-chunked" -> new Fault.LengthAndChunked();
      case "extra-bytes" -> new Fault.ExtraBytes();
      case "gzip-bomb" -> new Fault.GzipBomb(words.size("1GiB"));
      case "intermittent" ->
          new Fault.Intermittent(
              (int) words.number("", 1, 100), words.one(Fault.Intermittent.As.class, "rpc"));
      case "syncing" -> new Fault.Syncing();
      case "no-socket" -> new Fault.NoSocket();
      case "mute-socket" -> new Fault.MuteSocket();
      case "close-after-each" -> new Fault.CloseAfterEach();
      default -> throw new IllegalArgumentException("unknown");
    };
  }

  private static Duration positive(Duration duration) {
    if (duration.isZero()) {
      throw new IllegalArgumentException("a duration of zero");
    }
    return duration;
  }

  private static String message(Words words) {
    String message = words.rest();
    if (message.isEmpty()) {
      throw new IllegalArgumentException("the message is missing");
    }
    return message;
  }

  static String of(Fault fault) {
    return switch (fault) {
      case Fault.Kill() -> "kill";
      case Fault.Hang() -> "hang";
      case Fault.Freeze() -> "freeze";
      case Fault.Ahead(long blocks) -> "ahead " + blocks;
      case Fault.Lag(long blocks) -> "lag " + blocks;
      case Fault.Forked() -> "fork";
      case Fault.Slow(Duration by) -> "slow " + text(by);
      case Fault.Http(int status) -> "http " + status;
      case Fault.RateLimit(Duration after) -> "rate-limit " + text(after);
      case Fault.Garbage(Fault.Garbage.Content kind) -> "garbage " + lower(kind);
      case Fault.Empty() -> "empty";
      case Fault.Truncated(long bytes) -> "truncated " + bytes;
      case Fault.Reset(long bytes) -> "reset " + bytes;
      case Fault.Cut(long bytes) -> "cut " + bytes;
      case Fault.WrongChain(long id) -> "wrong-chain " + id;
      case Fault.Flap(Duration down, Duration up) -> "flap " + text(down) + " " + text(up);
      case Fault.RpcError(int code, String message) -> "error " + code + " " + message;
      case Fault.MissingState() -> "missing-state";
      case Fault.HeaderNotFound() -> "header-not-found";
      case Fault.Drip(Duration interval) -> "drip " + text(interval);
      case Fault.Refuse() -> "refuse";
      case Fault.WrongId() -> "wrong-id";
      case Fault.DoubleLength() -> "double-length";
      case Fault.LengthAndChunked() -> "length-and-chunked";
      case Fault.ExtraBytes() -> "extra-bytes";
      case Fault.GzipBomb(long bytes) -> "gzip-bomb " + bytes;
      case Fault.Intermittent(int percent, Fault.Intermittent.As kind) ->
          "intermittent " + percent + " " + lower(kind);
      case Fault.Syncing() -> "syncing";
      case Fault.NoSocket() -> "no-socket";
      case Fault.MuteSocket() -> "mute-socket";
      case Fault.CloseAfterEach() -> "close-after-each";
    };
  }

  private static String lower(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos % 1_000_000_000 == 0) {
      return duration.toSeconds() + "s";
    }
    return nanos % 1_000_000 == 0 ? duration.toMillis() + "ms" : nanos / 1_000 + "us";
  }
}
