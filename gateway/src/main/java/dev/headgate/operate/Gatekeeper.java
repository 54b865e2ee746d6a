package dev.headgate.operate;

import dev.headgate.time.SteadyClock;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may ask the admin listener for what. Thread-safe.
///
/// With a good token: everything. Without one: health pages; from this machine the other pages too;
/// and, only where no token is configured, orders from this machine. Two things keep a browser that
/// was led here from being of use: its `Host` would be a name, and of orders it would have to send
/// a header that pages of other sites may not send.
public final class Gatekeeper {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.admin");
  private static final Set<String> HEALTH = Set.of("/livez", "/readyz", "/healthz");
  private static final String BEARER = "bearer ";
  private static final long QUIET_NANOS = 1_000_000_000;

  /// What is asked, by whom.
  ///
  /// @param path without the query
  /// @param peer of the connection
  /// @param host the `Host` header, empty for none; the others alike
  /// @param actor the header [#ACTOR]
  record Ask(
      String verb,
      String path,
      InetAddress peer,
      String host,
      String authorization,
      String contentType,
      String actor) {
    boolean order() {
      return path.startsWith("/admin/");
    }
  }

  /// The name that a command line gives of its user.
  static final String ACTOR = "X-Headgate-Actor";

  /// What comes of it.
  sealed interface Word {
    /// Let in.
    ///
    /// @param who for the history
    record Enter(String who) implements Word {}

    /// Kept out.
    ///
    /// @param status 401 or 403
    record Refuse(int status, String text) implements Word {}
  }

  private final Optional<AdminToken> tokens;
  private final SteadyClock clock;
  private final AtomicLong logged;

  /// Keeps the door by these tokens.
  ///
  /// @param tokens of `admin.tokenFile`; empty when there is none
  public Gatekeeper(Optional<AdminToken> tokens, SteadyClock clock) {
    this.tokens = tokens;
    this.clock = clock;
    this.logged = new AtomicLong(clock.nanos() - QUIET_NANOS);
  }

  boolean hasToken() {
    return tokens.isPresent();
  }

  Word word(Ask ask) {
    Optional<String> given = bearer(ask.authorization());
    Optional<String> name = given.flatMap(this::nameOf);
    if (name.isPresent()) {
      return new Word.Enter(who(ask, "token " + name.get()));
    }
    if (tokens.isPresent() && !ask.authorization().isEmpty()) {
      warn(ask);
      return new Word.Refuse(401, "this token is not in admin.tokenFile of this gateway\n");
    }
    if (!Hosts.trusted(ask.host())) {
      return new Word.Refuse(
          403, "ask for localhost or an IP address, not for another name, or send a token\n");
    }
    return ask.order() ? order(ask) : page(ask);
  }

  private Word page(Ask ask) {
    return HEALTH.contains(ask.path()) || ask.peer().isLoopbackAddress()
        ? new Word.Enter(who(ask, "local"))
        : tokenNeeded(ask);
  }

  private Word order(Ask ask) {
    if (tokens.isPresent() || !ask.peer().isLoopbackAddress()) {
      return tokenNeeded(ask);
    }
    boolean plain = !ask.contentType().toLowerCase(Locale.ROOT).startsWith("application/json");
    return plain && ask.actor().isEmpty()
        ? new Word.Refuse(
            403, "send Content-Type: application/json, or your name as " + ACTOR + "\n")
        : new Word.Enter(who(ask, "local"));
  }

  private Word tokenNeeded(Ask ask) {
    warn(ask);
    return tokens.isPresent()
        ? new Word.Refuse(
            401,
            "this needs a token of admin.tokenFile: send Authorization: Bearer TOKEN, or give"
                + " --token-file FILE to the command\n")
        : new Word.Refuse(
            403, "this is for the gateway's own machine, until admin.tokenFile is configured\n");
  }

  private Optional<String> nameOf(String token) {
    return tokens.flatMap(known -> known.nameOf(token));
  }

  private static Optional<String> bearer(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? Optional.of(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /// A claim and what proves it: "alice (token ops)". Whoever sends the header may write anything.
  private static String who(Ask ask, String proof) {
    String claimed = ask.actor().strip().replaceAll("[^\\w.@+-]", "?");
    String name = claimed.length() > 64 ? claimed.substring(0, 64) : claimed;
    return name.isEmpty() ? proof : name + " (" + proof + ")";
  }

  /// At most one a second: whoever guesses must not fill the disk.
  private void warn(Ask ask) {
    long now = clock.nanos();
    long last = logged.get();
    if (now - last >= QUIET_NANOS && logged.compareAndSet(last, now)) {
      LOG.atWarn()
          .addKeyValue("event", "refused")
          .addKeyValue("peer", ask.peer().getHostAddress())
          .log("an admin request without a good token was refused");
    }
  }
}
