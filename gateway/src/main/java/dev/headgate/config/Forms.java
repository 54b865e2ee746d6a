package dev.headgate.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The forms that values have in the file.
final class Forms {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");

  /// As other programs would have it.
  private static final Pattern SPELT =
      Pattern.compile(
          "(\\d{1,12}) ?(ms(?:ecs?)?|s(?:ecs?|econds?)?|m(?:ins?|inutes?)?|h(?:rs?|ours?)?)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})(KiB|MiB|GiB)?");
  private static final Pattern LISTEN = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*):(\\d{1,5})");
  private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /// A method, or the beginning of one and `*`.
  static final String METHOD_PATTERN = "[A-Za-z0-9_.]*\\*?";

  private static final String WHOLE = "-?\\d{1,18}";
  private static final int LAST_PORT = 65_535;

  private Forms() {}

  /// A form that a schema shows like this.
  private static <T> Form<T> shown(Map<String, Object> schema, Form<T> form) {
    return new Form<>() {
      @Override
      public T read(String text) throws Unfit {
        return form.read(text);
      }

      @Override
      public Map<String, Object> schema() {
        return schema;
      }
    };
  }

  /// Text of which a regular expression matches the whole.
  ///
  /// @param regex as Java and ECMA-262 both read it
  static Form<String> matching(String regex, String refusal, String hint) {
    return shown(
        Schemas.word(regex),
        text -> {
          if (!text.matches(regex)) {
            throw new Unfit(refusal, hint);
          }
          return text;
        });
  }

  /// `250ms`, `12s`, `5m` or `1h`, both ends included.
  static Form<Duration> duration(Duration least, Duration most) {
    return shown(
        Schemas.text(DURATION.pattern()),
        text -> {
          Matcher parts = DURATION.matcher(text);
          if (!parts.matches()) {
            throw new Unfit("is not a duration", durationHint(text));
          }
          long count = Long.parseLong(parts.group(1));
          Duration read =
              switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
              };
          if (read.compareTo(least) < 0 || read.compareTo(most) > 0) {
            throw new Unfit(
                "is out of range", "write " + Units.show(least) + " to " + Units.show(most));
          }
          return read;
        });
  }

  private static String durationHint(String text) {
    if (text.matches("\\d{1,12}")) {
      return "give the unit: `" + text + "s` or `" + text + "ms`";
    }
    Matcher spelt = SPELT.matcher(text);
    if (spelt.matches()) {
      String unit = spelt.group(2).toLowerCase(Locale.ROOT);
      return "write `"
          + spelt.group(1)
          + (unit.startsWith("ms") ? "ms" : unit.substring(0, 1))
          + "`";
    }
    return "write a whole number and ms, s, m or h: 250ms, 12s, 5m, 1h";
  }

  /// `64KiB`, `5MiB`, `1GiB` or plain bytes, both ends included.
  static Form<Long> size(long least, long most) {
    return shown(
        Schemas.whole(least, most, SIZE.pattern()),
        text -> {
          Matcher parts = SIZE.matcher(text);
          if (!parts.matches()) {
            throw new Unfit("is not a size", sizeHint(text));
          }
          long count = Long.parseLong(parts.group(1));
          String unit = parts.group(2);
          int shift = unit == null ? 0 : unit.equals("KiB") ? 10 : unit.equals("MiB") ? 20 : 30;
          if (count > most >> shift || count << shift < least) {
            throw new Unfit(
                "is out of range", "write " + Units.show(least) + " to " + Units.show(most));
          }
          return count << shift;
        });
  }

  private static String sizeHint(String text) {
    Matcher decimal =
        Pattern.compile("(\\d{1,15}) ?([KMG])i?[Bb]?", Pattern.CASE_INSENSITIVE).matcher(text);
    return decimal.matches()
        ? "write `" + decimal.group(1) + decimal.group(2).toUpperCase(Locale.ROOT) + "iB`"
        : "write a whole number of bytes, or with KiB, MiB or GiB: 64KiB, 5MiB";
  }

  /// A decimal number, both ends included.
  static Form<Long> whole(long least, long most) {
    return shown(
        Schemas.whole(least, most, WHOLE),
        text -> {
          if (!text.matches(WHOLE)) {
            throw new Unfit(
                "is not a whole number", "write " + least + " to " + most + ", in digits");
          }
          long read = Long.parseLong(text);
          if (read < least || read > most) {
            throw new Unfit("is out of range", "write " + least + " to " + most);
          }
          return read;
        });
  }

  /// A file, which need not be there yet. From the working directory when it has no leading slash.
  static Form<Path> file() {
    return text -> {
      try {
        if (!text.isBlank() && !text.startsWith("~")) {
          return Path.of(text);
        }
      } catch (InvalidPathException _) {
        // falls through to the same answer
      }
      throw new Unfit("is not a file", "write its path: /etc/headgate/admin.token");
    };
  }

  static Form<Boolean> yesNo() {
    return shown(Schemas.yesNo(), oneOf(Map.of("true", true, "false", false)));
  }

  /// One of a few words.
  static <T> Form<T> oneOf(Map<String, T> words) {
    List<String> sorted = words.keySet().stream().sorted().toList();
    return shown(
        Schemas.oneOf(sorted),
        text -> {
          T read = words.get(text);
          if (read == null) {
            String near =
                Spelling.nearest(text, sorted)
                    .map(word -> "did you mean `" + word + "`? ")
                    .orElse("");
            throw new Unfit(
                "is not a word known here", near + "Write one of " + String.join(", ", sorted));
          }
          return read;
        });
  }

  /// `auto`, `off` or a duration.
  static Form<HedgeDelay> hedgeDelay(Duration least, Duration most) {
    return shown(
        Schemas.text("auto|off|" + DURATION),
        text ->
            switch (text) {
              case "auto" -> new HedgeDelay.Auto();
              case "off" -> new HedgeDelay.Off();
              default ->
                  new HedgeDelay.After(otherwise("auto or off", duration(least, most), text));
            });
  }

  /// `auto` or a number of event loops.
  static Form<Integer> threads(int auto) {
    return shown(
        Schemas.whole(1, 256, "auto|" + WHOLE),
        text -> text.equals("auto") ? auto : otherwise("auto", whole(1, 256), text).intValue());
  }

  private static <T> T otherwise(String word, Form<T> form, String text) throws Unfit {
    try {
      return form.read(text);
    } catch (Unfit unfit) {
      throw new Unfit(unfit.what(), "write " + word + ", or: " + unfit.hint());
    }
  }

  /// A name of letters that suit it.
  ///
  /// @param letters a class of characters, as in a regular expression
  static Form<String> name(String letters, int longest, String hint) {
    return matching(letters + "{1," + longest + "}", "is not a fit name", hint);
  }

  /// A method, or the beginning of one and `*`; with `!` before it where that makes sense.
  static Form<String> methodPattern(boolean mayLetThrough) {
    return shown(
        Schemas.text((mayLetThrough ? "!?" : "") + METHOD_PATTERN),
        text -> {
          String bare = mayLetThrough && text.startsWith("!") ? text.substring(1) : text;
          if (bare.isEmpty() || !bare.matches(METHOD_PATTERN)) {
            throw new Unfit(
                "is not a method or a pattern of methods",
                "write a method (eth_call), or how it begins and a * (debug_*)"
                    + (mayLetThrough ? "; \"!debug_trace*\" lets through again" : ""));
          }
          return text;
        });
  }

  /// One address without a port. Names are not looked up: a start must not wait for a name server.
  static Form<InetAddress> address() {
    return shown(
        Schemas.text("localhost|[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%.+)?"),
        text -> {
          try {
            if (text.equals("localhost")) {
              return InetAddress.getLoopbackAddress();
            }
            // The JDK also takes `1` for 0.0.0.1, which nobody means.
            return InetAddress.ofLiteral(
                text.matches("[0-9.]+") && !FOUR.matcher(text).matches() ? "" : text);
          } catch (IllegalArgumentException _) {
            throw new Unfit(
                "is not an IP address", "write one address: 127.0.0.1, 10.0.0.7 or ::1");
          }
        });
  }

  /// `127.0.0.1:8645`, `[::1]:8645`, `0.0.0.0:8645`. Port 0 lets the system choose.
  static Form<InetSocketAddress> listenAddress() {
    return shown(
        Schemas.text(LISTEN.pattern()),
        text -> {
          Matcher parts = LISTEN.matcher(text);
          if (!parts.matches()) {
            throw new Unfit(
                "is not an address to listen on",
                "write address:port: 127.0.0.1:8645 or [::1]:8645");
          }
          int port = Integer.parseInt(parts.group(2));
          if (port > LAST_PORT) {
            throw new Unfit("has no such port", "write a port from 1 to " + LAST_PORT);
          }
          return new InetSocketAddress(host(parts.group(1), port), port);
        });
  }

  /// An address to listen on whose port others must know beforehand.
  ///
  /// @param example one to write instead
  static Form<InetSocketAddress> fixedPort(String example) {
    return text -> {
      InetSocketAddress read = listenAddress().read(text);
      if (read.getPort() == 0) {
        throw new Unfit("has no such port", "write a port from 1 to " + LAST_PORT + ": " + example);
      }
      return read;
    };
  }

  /// An address that others connect to: one machine's, with a port.
  ///
  /// @param example one to write instead
  static Form<InetSocketAddress> reachable(String example) {
    return text -> {
      Matcher parts = LISTEN.matcher(text);
      if (parts.matches() && List.of("", "*", "0.0.0.0", "[::]").contains(parts.group(1))) {
        throw new Unfit(
            "does not say which machine", "write its IP address, for this machine " + example);
      }
      return fixedPort(example).read(text);
    };
  }

  private static InetAddress host(String host, int port) throws Unfit {
    if (host.isEmpty() || host.equals("*")) {
      throw new Unfit(
          "does not say on which address",
          "for all addresses write 0.0.0.0:%d, for this machine alone 127.0.0.1:%d"
              .formatted(port, port));
    }
    if (host.startsWith("[") != host.contains(":")) {
      throw new Unfit("is not an address to listen on", "brackets are for IPv6: [::1]:" + port);
    }
    try {
      return address().read(host.replaceAll("[\\[\\]]", ""));
    } catch (Unfit _) {
      throw new Unfit(
          "does not begin with an IP address",
          "names are not looked up: write 127.0.0.1:%d, [::1]:%d or 0.0.0.0:%d"
              .formatted(port, port, port));
    }
  }

  /// An address of a node. Its text is never repeated in a refusal: it may hold a key.
  ///
  /// @param plain the scheme without TLS
  /// @param secure the scheme with TLS
  static Form<URI> url(String plain, String secure) {
    return shown(
        Schemas.url(plain, secure),
        text -> {
          URI uri = parsed(text, plain);
          String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
          if (!scheme.equals(plain) && !scheme.equals(secure)) {
            throw new Unfit(
                "must begin with %s:// or %s://".formatted(plain, secure),
                text.contains("://")
                    ? schemeHint(scheme, plain)
                    : "put %s:// before it: %s://host:port/path".formatted(plain, plain));
          }
          refuseParts(uri, plain);
          // The scheme is compared as text elsewhere; it was HTTP:// perhaps.
          return URI.create(scheme + uri.toString().substring(scheme.length()));
        });
  }

  private static URI parsed(String text, String plain) throws Unfit {
    if (!text.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw new Unfit(
          "has a space or a letter that no URL may have", "percent-encode it: %20 for a space");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException wrong) {
      throw new Unfit(
          "is not a URL (character %d)".formatted(wrong.getIndex() + 1),
          "write %s://host:port/path".formatted(plain));
    }
  }

  private static String schemeHint(String scheme, String plain) {
    return switch (scheme) {
      case "ws", "wss" -> "a WebSocket address belongs under `ws`; `http` is always needed";
      case "http", "https" -> "write it with ws:// or wss://";
      default -> "write %s://host:port/path".formatted(plain);
    };
  }

  private static void refuseParts(URI uri, String plain) throws Unfit {
    if (uri.getRawUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw new Unfit(
          "has a user or a password in it",
          "give it in `headers`: {Authorization: \"Basic ${file:/path}\"}");
    }
    if (uri.getRawFragment() != null) {
      throw new Unfit("has a fragment (#...)", "remove it: no server ever sees it");
    }
    if (uri.getHost() == null
        && String.valueOf(uri.getRawAuthority()).matches("[A-Za-z0-9.-]+:.*[^0-9].*")) {
      throw new Unfit("has a port that is no number", "write %s://host:port/path".formatted(plain));
    }
    if (uri.getHost() == null) {
      throw new Unfit(
          "has no host that a URL may have",
          "write %s://host:port/path; a host has letters, digits, dots and hyphens, and no _"
              .formatted(plain));
    }
    if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
      throw new Unfit("has no such port", "write a port from 1 to " + LAST_PORT);
    }
  }
}
