package dev.headgate.bench.fault;

import dev.headgate.bench.load.EndedCall;
import dev.headgate.simulate.check.ClientCall;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the load saw, in the checker's words. Pure.
public final class Histories {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|[^,}\\s]+)");
  private static final int SHOWN = 300;

  private Histories() {}

  /// One call, of a client that makes them all.
  public static ClientCall of(String client, EndedCall call) {
    String tag = Long.toString(call.tag());
    long sent = call.sentNanos() < 0 ? call.dueNanos() : call.sentNanos();
    if (!call.failed()) {
      return ClientCall.answered(client, tag, call.method(), sent, call.endNanos(), call.result());
    }
    if (isStray(call, tag)) {
      return ClientCall.stray(client, tag, call.method(), sent, call.endNanos(), why(call));
    }
    return isUnknown(call)
        ? ClientCall.unknown(client, tag, call.method(), sent, call.endNanos(), why(call))
        : ClientCall.failed(client, tag, call.method(), sent, call.endNanos(), why(call));
  }

  /// An answer to somebody else: a result or error of another id. What is no JSON-RPC answer, or
  /// says that it could not read an id, is a failure.
  private static boolean isStray(EndedCall call, String tag) {
    if (!call.body().startsWith("{")) {
      return false;
    }
    Matcher id = ID.matcher(call.body());
    return id.find() && !id.group(1).equals(tag) && !id.group(1).equals("null");
  }

  /// Sent, and without a definite answer.
  private static boolean isUnknown(EndedCall call) {
    boolean silent = call.status() == 0 && call.sentNanos() >= 0;
    return silent || call.status() == 504 || call.body().contains("\"submitted\":\"unknown\"");
  }

  private static String why(EndedCall call) {
    String said = call.body().substring(0, Math.min(SHOWN, call.body().length()));
    return "%s%s %s"
        .formatted(
            call.failure(), call.status() == 0 ? "" : ", status " + call.status(), said.strip())
        .strip();
  }

  /// A failure for people, with its method.
  static String told(EndedCall call) {
    return String.format(
        Locale.ROOT,
        "%s after %.0f ms: %s",
        call.method().isEmpty() ? "not sent" : call.method(),
        call.millis(),
        why(call));
  }
}
