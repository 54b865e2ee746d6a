package dev.headgate.request.accept;

import java.util.Locale;
import java.util.Set;

/// Which media types a call may come in.
final class ContentTypes {
  private static final Set<String> JSON =
      Set.of("application/json", "application/json-rpc", "application/jsonrequest");

  private ContentTypes() {}

  /// Whether a `Content-Type`, parameters and all, means JSON-RPC.
  static boolean json(String value) {
    if (value.equals("application/json")) {
      return true;
    }
    int parameters = value.indexOf(';');
    String type = parameters < 0 ? value : value.substring(0, parameters);
    return JSON.contains(type.trim().toLowerCase(Locale.ROOT));
  }
}
