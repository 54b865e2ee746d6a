package dev.headgate.operate;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A request target taken apart.
///
/// @param path with its leading slash
/// @param query the parts between `&`, in order
record Target(String path, List<Pair> query) {

  /// One part of a query, decoded.
  ///
  /// @param value empty when there is none
  record Pair(String key, String value) {}

  /// Takes what may stand in a request's first line: `/path?query`, with scheme and host before it,
  /// or `*`, which counts as `/`. Never fails.
  static Target of(String uri) {
    String relative = uri.startsWith("/") ? uri : afterAuthority(uri);
    int mark = relative.indexOf('?');
    return mark < 0
        ? new Target(relative, List.of())
        : new Target(relative.substring(0, mark), pairs(relative.substring(mark + 1)));
  }

  boolean has(String key) {
    return query.stream().anyMatch(pair -> pair.key().equals(key));
  }

  List<String> all(String key) {
    return query.stream().filter(pair -> pair.key().equals(key)).map(Pair::value).toList();
  }

  Optional<String> first(String key) {
    return all(key).stream().findFirst();
  }

  private static String afterAuthority(String uri) {
    int authority = uri.indexOf("://");
    int slash = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
    return slash < 0 ? "/" : uri.substring(slash);
  }

  private static List<Pair> pairs(String query) {
    return Stream.of(query.split("&", -1))
        .filter(part -> !part.isEmpty())
        .map(Target::pair)
        .toList();
  }

  private static Pair pair(String part) {
    int equal = part.indexOf('=');
    return equal < 0
        ? new Pair(decoded(part), "")
        : new Pair(decoded(part.substring(0, equal)), decoded(part.substring(equal + 1)));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return text; // a broken escape names nothing that we know, and is answered as such
    }
  }
}
