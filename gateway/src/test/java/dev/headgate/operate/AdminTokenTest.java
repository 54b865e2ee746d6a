package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminTokenTest {
  private static final String ONE = "0123456789abcdef0123";
  private static final String OTHER = "fedcba9876543210fedc";
  @TempDir private Path directory = Path.of("unset");

  private Path file(String text, String rights) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    return file;
  }

  @Test
  void each_line_is_a_token_with_a_name_or_without() throws IOException {
    AdminToken tokens =
        AdminToken.of(file("# ours\n\nops:" + ONE + "\n  " + OTHER + "  \n", "rw-r-----"));

    assertEquals(Optional.of("ops"), tokens.nameOf(ONE));
    assertEquals(Optional.of("admin"), tokens.nameOf(OTHER));
    for (String wrong :
        new String[] {"", "ops", "ops:" + ONE, ONE + "0", ONE.toUpperCase(Locale.ROOT)}) {
      assertEquals(Optional.empty(), tokens.nameOf(wrong), wrong);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef0123, rw-r--r--, chmod 600",
    "0123456789abcdef0123, rw-----w-, chmod 600",
    "'', rw-------, holds no token",
    "'# a remark', rw-------, holds no token",
    "tiny-1, rw-------, at least 16",
    "two words 0123456789, rw-------, write NAME:TOKEN or TOKEN",
  })
  void a_bad_file_is_refused_with_what_to_do(String text, String rights, String said)
      throws IOException {
    Path file = file(text, rights);

    IOException refused = assertThrows(IOException.class, () -> AdminToken.of(file));

    assertTrue(refused.toString().contains(said), refused.toString());
    assertTrue(refused.toString().contains(file.toString()), refused.toString());
    assertFalse(text.length() > 3 && refused.toString().contains(text), "never the token itself");
  }

  @Test
  void a_file_that_is_not_there_is_named_with_how_to_make_one() {
    IOException refused =
        assertThrows(IOException.class, () -> AdminToken.of(directory.resolve("none")));
    assertTrue(refused.toString().contains("openssl rand -hex 32 >"), refused.toString());
  }

  @Test
  void a_changed_file_counts_at_once() throws IOException {
    Path file = file(ONE, "rw-------");
    AdminToken tokens = AdminToken.of(file);
    Path next = Files.writeString(directory.resolve("next"), OTHER);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));

    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);

    assertEquals(Optional.empty(), tokens.nameOf(ONE));
    assertEquals(Optional.of("admin"), tokens.nameOf(OTHER));
  }

  @Test
  void while_the_file_is_away_or_open_to_all_no_token_is_good() throws IOException {
    Path file = file(ONE, "rw-------");
    AdminToken tokens = AdminToken.of(file);

    Files.delete(file);
    assertEquals(Optional.empty(), tokens.nameOf(ONE));
    file(ONE, "rw-r--r--");
    assertEquals(Optional.empty(), tokens.nameOf(ONE));
    file(ONE, "rw-------");
    assertEquals(Optional.of("admin"), tokens.nameOf(ONE));
  }
}
