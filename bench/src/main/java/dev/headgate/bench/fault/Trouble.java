package dev.headgate.bench.fault;

import dev.headgate.simulate.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What goes wrong in a run.
public sealed interface Trouble {
  /// A fault of the simulated primary.
  record Simulated(Fault fault) implements Trouble {
    @Override
    public String text() {
      return fault.text();
    }
  }

  /// What befalls a real process.
  enum Real implements Trouble {
    /// SIGKILL to the primary, which is started again at the end.
    ANVIL_KILL("anvil kill"),
    /// SIGSTOP to the primary, SIGCONT at the end.
    ANVIL_STOP("anvil stop"),
    /// The primary answers, but its head stands still.
    ANVIL_HOLD("anvil hold"),
    /// SIGSTOP to the front itself, SIGCONT at the end.
    FRONT_STOP("front stop");

    private final String text;

    Real(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }

    /// Whether it needs real nodes.
    boolean needsAnvil() {
      return this != FRONT_STOP;
    }
  }

  /// As an operator types it.
  String text();

  /// Reads the text form: `anvil kill`, `anvil stop`, `anvil hold`, `front stop`, or a fault of
  /// `simulate/`.
  ///
  /// @throws IllegalArgumentException with all known forms, when it is none of them
  static Trouble parse(String text) {
    Optional<Real> real =
        Arrays.stream(Real.values()).filter(one -> one.text.equals(text.trim())).findFirst();
    return real.isPresent() ? real.get() : new Simulated(Fault.parse(text));
  }

  /// Whether it needs real nodes.
  static boolean needsAnvil(Trouble trouble) {
    return switch (trouble) {
      case Simulated _ -> false;
      case Real real -> real.needsAnvil();
    };
  }

  /// Every fault of the simulation once, and what befalls processes.
  List<String> ALL =
      List.of(
          "kill",
          "hang",
          "freeze",
          "lag 3",
          "ahead 1000",
          "fork",
          "slow 1s",
          "http 503",
          "rate-limit",
          "garbage",
          "empty",
          "truncated",
          "reset",
          "cut 40",
          "wrong-id",
          "wrong-chain",
          "flap 3s 3s",
          "error -32603 internal error",
          "missing-state",
          "header-not-found",
          "drip 10ms",
          "refuse",
          "double-length",
          "length-and-chunked",
          "extra-bytes",
          "gzip-bomb 1MiB",
          "intermittent 50 http",
          "syncing",
          "no-socket",
          "mute-socket",
          "close-after-each",
          "front stop",
          "anvil kill",
          "anvil stop",
          "anvil hold");
}
