package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.operate.Gatekeeper.Ask;
import dev.headgate.operate.Gatekeeper.Word;
import dev.headgate.testing.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatekeeperTest {
  private static final String TOKEN = "0123456789abcdef0123";
  private static final String HERE = "127.0.0.1";
  @TempDir private Path directory = Path.of("unset");

  private Gatekeeper gatekeeper(boolean withToken) throws IOException {
    if (!withToken) {
      return new Gatekeeper(Optional.empty(), new ManualClock());
    }
    Path file = Files.writeString(directory.resolve("token"), "ops:" + TOKEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new Gatekeeper(Optional.of(AdminToken.of(file)), new ManualClock());
  }

  private static int status(Word word) {
    return switch (word) {
      case Word.Enter _ -> 200;
      case Word.Refuse(int status, _) -> status;
    };
  }

  @ParameterizedTest
  @CsvSource({
    // token?, path, peer, Host, Authorization, Content-Type, actor -> status
    "false, /status, 127.0.0.1, localhost, '', '', '', 200",
    "false, /status, ::1, [::1]:9645, '', '', '', 200",
    "false, /status, 127.0.0.1, evil.example, '', '', '', 403",
    "false, /status, 192.0.2.1, 10.0.0.1, '', '', '', 403",
    "false, /livez, 192.0.2.1, 10.0.0.1, '', '', '', 200",
    "false, /admin/pause, 127.0.0.1, localhost, '', application/json, '', 200",
    "false, /admin/pause, 127.0.0.1, localhost, '', 'application/json; charset=utf-8', '', 200",
    "false, /admin/pause, 127.0.0.1, localhost, '', '', alice, 200",
    "false, /admin/pause, 127.0.0.1, localhost, '', '', '', 403",
    "false, /admin/pause, 127.0.0.1, localhost, '', text/plain, '', 403",
    "false, /admin/pause, 127.0.0.1, evil.example, '', application/json, alice, 403",
    "false, /admin/pause, 192.0.2.1, 10.0.0.1, '', application/json, alice, 403",
    "true, /status, 127.0.0.1, localhost, '', '', '', 200",
    "true, /status, 192.0.2.1, 10.0.0.1, '', '', '', 401",
    "true, /metrics, 192.0.2.1, gw.internal:9645, Bearer 0123456789abcdef0123, '', '', 200",
    "true, /metrics, 192.0.2.1, gw.internal:9645, '', '', '', 403",
    "true, /readyz, 192.0.2.1, 10.0.0.1, '', '', '', 200",
    "true, /admin/pause, 127.0.0.1, localhost, '', application/json, alice, 401",
    "true, /admin/pause, 192.0.2.1, 10.0.0.1, bearer 0123456789abcdef0123, '', '', 200",
    "true, /admin/pause, 192.0.2.1, 10.0.0.1, Bearer 0123456789abcdef0124, '', '', 401",
    "true, /admin/pause, 127.0.0.1, localhost, Basic 0123456789abcdef0123, '', '', 401",
    "true, /status, 127.0.0.1, localhost, Bearer wrong, '', '', 401",
  })
  void who_may_ask_for_what(
      boolean withToken,
      String path,
      String peer,
      String host,
      String authorization,
      String contentType,
      String actor,
      int status)
      throws IOException {
    Ask ask =
        new Ask("POST", path, InetAddress.ofLiteral(peer), host, authorization, contentType, actor);

    assertEquals(status, status(gatekeeper(withToken).word(ask)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', local",
    "alice, alice (local)",
    "'a<b>\nc', a?b??c (local)",
    "0123456789012345678901234567890123456789012345678901234567890123456789, "
        + "0123456789012345678901234567890123456789012345678901234567890123 (local)",
  })
  void who_it_was_is_bounded_and_clean(String actor, String who) throws IOException {
    Ask ask =
        new Ask(
            "POST", "/admin/ack", InetAddress.ofLiteral(HERE), "", "", "application/json", actor);
    assertEquals(new Word.Enter(who), gatekeeper(false).word(ask));
  }

  @Test
  void a_token_names_itself_beside_what_is_claimed() throws IOException {
    Ask ask =
        new Ask(
            "POST", "/admin/ack", InetAddress.ofLiteral(HERE), "", "Bearer " + TOKEN, "", "alice");
    assertEquals(new Word.Enter("alice (token ops)"), gatekeeper(true).word(ask));
  }
}
