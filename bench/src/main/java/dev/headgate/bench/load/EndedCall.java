package dev.headgate.bench.load;

/// How one call ended.
///
/// @param tag its id; a batch's calls have this and those that follow it
/// @param batch calls in the request
/// @param connection which connection it went over, from 0; -1 when it was never sent
/// @param method empty when it was never sent
/// @param dueNanos by the load's clock, like the others
/// @param sentNanos before the first byte was written; -1 when it never was
/// @param endNanos after the answer's last byte, or when the failure was seen
/// @param failure empty when the call was answered with a result of its own id; else the reason
/// @param status of HTTP; 0 without an answer
/// @param head the answer's status line and headers; empty without an answer
/// @param body the answer's body, at most the first `keep` bytes of it
public record EndedCall(
    long tag,
    int batch,
    int connection,
    String method,
    long dueNanos,
    long sentNanos,
    long endNanos,
    String failure,
    int status,
    String head,
    String body) {

  public boolean failed() {
    return !failure.isEmpty();
  }

  public double millis() {
    return (endNanos - dueNanos) / 1e6;
  }

  /// The value of a header of the answer, empty when there is none.
  ///
  /// @param name in any case
  public String header(String name) {
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }

  /// The result's JSON of a single call whose answer was kept whole and begins as most do
  /// (`jsonrpc`, `id`, `result`); empty otherwise.
  public String result() {
    String start = "{\"jsonrpc\":\"2.0\",\"id\":" + tag + ",\"result\":";
    String end = body.stripTrailing();
    return end.startsWith(start) && end.endsWith("}")
        ? end.substring(start.length(), end.length() - 1)
        : "";
  }
}
