package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigWriterTest {
  private static final String AWKWARD = ConfigTexts.AWKWARD;

  @Test
  void what_is_written_reads_back_the_same() throws InvalidConfig {
    for (String text : List.of(AWKWARD, ConfigWriter.plain(ConfigReaderTest.committed()))) {
      GatewaySettings first = read(text);
      assertEquals(first, read(ConfigWriter.plain(first)));
    }
  }

  @Test
  void secrets_are_masked() throws InvalidConfig {
    String masked = ConfigWriter.masked(read(AWKWARD));
    for (String secret : List.of("0123456789abcdef", "k=v", "key=v", "it''s", "s3cret")) {
      assertFalse(masked.contains(secret), masked);
    }
    for (String shown : List.of("https://h:1/v3/***?***", "/ext/bc/C/rpc", "X-A: '***'")) {
      assertTrue(masked.contains(shown), masked);
    }
  }

  @Test
  void parts_of_a_path_that_look_like_keys_are_masked() {
    assertEquals("https://h/v2/***", ConfigWriter.maskedUrl("https://h/v2/aB3dE6gH9"));
    assertEquals("https://h/***/", ConfigWriter.maskedUrl("https://h/abcdefghijklmnopqrstuvwxyz/"));
    assertEquals("https://h/eth-mainnet/x", ConfigWriter.maskedUrl("https://h/eth-mainnet/x"));
    assertEquals("https://h", ConfigWriter.maskedUrl("https://h"));
  }

  private static GatewaySettings read(String text) throws InvalidConfig {
    return ConfigReader.check("f", text, Map.of("A", "s3cret"), 2).orThrow();
  }
}
