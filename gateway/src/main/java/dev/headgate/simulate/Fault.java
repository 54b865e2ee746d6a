package dev.headgate.simulate;

import java.time.Duration;

/// What is wrong with a node on purpose. Switched on with [SimulatedNode#fault(Fault)], off with
/// [SimulatedNode#heal()]; of several at once each does its part, and where two would decide the
/// same thing (two statuses, two endings) the one whose effect comes first in an answer's way wins.
///
/// [#text()] writes it as an operator types it, [#parse(String)] reads that again.
public sealed interface Fault {

  /// Its text form, such as `slow 200ms`.
  default String text() {
    return FaultText.of(this);
  }

  /// Reads the text form.
  ///
  /// @throws IllegalArgumentException with all known forms, when it is none of them
  static Fault parse(String text) {
    return FaultText.parse(text);
  }

  /// The process died: the port refuses, every connection is reset.
  record Kill() implements Fault {}

  /// The process is stopped (SIGSTOP): it accepts and reads, and never answers. What was asked
  /// meanwhile is answered on heal.
  record Hang() implements Fault {}

  /// Its head stands where it was when this was switched on.
  record Freeze() implements Fault {}

  /// It claims a head so many blocks above what it should see.
  record Ahead(long blocks) implements Fault {}

  /// It is so many blocks behind what it should see.
  record Lag(long blocks) implements Fault {}

  /// From the head at which this was switched on, its blocks are others than everyone's.
  record Forked() implements Fault {}

  /// Each answer begins so much later.
  record Slow(Duration by) implements Fault {}

  /// Answers every request with this HTTP status and a short text.
  record Http(int status) implements Fault {}

  /// Answers 429; `retryAfter` goes out as the header in seconds, zero leaves it away.
  record RateLimit(Duration retryAfter) implements Fault {}

  /// 200 with something that is no answer.
  record Garbage(Content content) implements Fault {
    /// HTML, or JSON that breaks off.
    public enum Content {
      HTML,
      JSON
    }
  }

  /// 200 without a body.
  record Empty() implements Fault {}

  /// Promises the whole body, sends so many bytes of it, and closes (FIN).
  record Truncated(long bytes) implements Fault {}

  /// Resets the connection (RST) after so many bytes of the answer, its head included.
  record Reset(long bytes) implements Fault {}

  /// Closes (FIN) after so many body bytes of an answer that is longer; shorter ones arrive whole.
  record Cut(long bytes) implements Fault {}

  /// Is a node of another chain: id, genesis, everything.
  record WrongChain(long chainId) implements Fault {}

  /// Dead and alive in turns, by the clock; begins dead.
  record Flap(Duration down, Duration up) implements Fault {}

  /// Every call gets this JSON-RPC error.
  record RpcError(int code, String message) implements Fault {}

  /// Calls on state get geth's "missing trie node".
  record MissingState() implements Fault {}

  /// Calls that name no fixed block get geth's "header not found".
  record HeaderNotFound() implements Fault {}

  /// One byte of the answer per interval.
  record Drip(Duration interval) implements Fault {}

  /// The port refuses, and the connections that there are live on.
  record Refuse() implements Fault {}

  /// Answers carry another id than was asked with.
  record WrongId() implements Fault {}

  /// Two Content-Length headers that differ.
  record DoubleLength() implements Fault {}

  /// Content-Length and Transfer-Encoding: chunked in one answer.
  record LengthAndChunked() implements Fault {}

  /// A second answer that nobody asked for, right behind the first.
  record ExtraBytes() implements Fault {}

  /// A small gzip body that inflates to so many bytes.
  record GzipBomb(long bytes) implements Fault {}

  /// This share of the requests fails, evenly spread: as error -32603, or as status 503.
  record Intermittent(int percent, As as) implements Fault {
    /// A JSON-RPC error, or an HTTP status.
    public enum As {
      RPC,
      HTTP
    }
  }

  /// `eth_syncing` says so.
  record Syncing() implements Fault {}

  /// WebSockets are reset, and their handshakes answered 403; HTTP is as ever.
  record NoSocket() implements Fault {}

  /// WebSockets stand, answer and pong, and push nothing.
  record MuteSocket() implements Fault {}

  /// Closes after each answer, and says so (`Connection: close`).
  record CloseAfterEach() implements Fault {}
}
