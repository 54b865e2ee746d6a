package dev.headgate.simulate.check;

/// One call as its client saw it.
///
/// @param client who called; heads must not go backward for one client
/// @param tag the call's JSON-RPC id as it was spelled, unique in the run
/// @param sentAt nanoseconds by a steady clock, before the first byte was written
/// @param endedAt nanoseconds, after the last byte was read or the failure was seen
public record ClientCall(
    String client, String tag, String method, long sentAt, long endedAt, Ending ending) {

  /// How a call ended.
  public sealed interface Ending {}

  /// With a result.
  ///
  /// @param json as it arrived
  public record Result(String json) implements Ending {}

  /// With an error, of JSON-RPC, HTTP or TCP.
  public record Failure(String why) implements Ending {}

  /// With an answer that carries another call's id.
  ///
  /// @param answer as it arrived
  public record Stray(String answer) implements Ending {}

  /// Without a word on what became of it: the connection went, or the gateway itself says so. A
  /// write may have taken effect.
  public record Unknown(String why) implements Ending {}

  /// Not at all: no answer when the run ended.
  public record Nothing() implements Ending {}

  public static ClientCall answered(
      String client, String tag, String method, long sentAt, long endedAt, String json) {
    return new ClientCall(client, tag, method, sentAt, endedAt, new Result(json));
  }

  public static ClientCall failed(
      String client, String tag, String method, long sentAt, long endedAt, String why) {
    return new ClientCall(client, tag, method, sentAt, endedAt, new Failure(why));
  }

  public static ClientCall stray(
      String client, String tag, String method, long sentAt, long endedAt, String answer) {
    return new ClientCall(client, tag, method, sentAt, endedAt, new Stray(answer));
  }

  public static ClientCall unknown(
      String client, String tag, String method, long sentAt, long endedAt, String why) {
    return new ClientCall(client, tag, method, sentAt, endedAt, new Unknown(why));
  }

  public static ClientCall unanswered(String client, String tag, String method, long sentAt) {
    return new ClientCall(client, tag, method, sentAt, Long.MAX_VALUE, new Nothing());
  }
}
