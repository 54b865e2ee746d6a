package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWriterTest {
  static final String AWKWARD =
      """
      listen: {rpc: "[::1]:1", agentCheck: "[::1]:3", trustedProxies: []}
      front: {bind: "[::]:2", certificate: /a/b.pem, mode: active, gateways: {null: {rpc: "[::1]:1"}, z: {rpc: 10.0.0.1:1, agentCheck: 10.0.0.1:2}}}
      calls: {hedgeAfter: 15ms, hold: 5000}
      chains:
        null:
          nodes:
            - {name: true, http: "https://h:1/v3/0123456789abcdef?k=v&x=1", ws: "wss://h/?key=v"}
            - {name: b, role: relay, http: http://b/ext/bc/C/rpc, mempool: private, headers: {X-A: "it's: ${A} $${B}, {c}"}}
          methods: {deny: ["!debug_*", "*"], route: {"eth_*": [b, true]}}
        y:
          chainId: 7
          blockTime: 1500ms
          nodes: [{http: http://c}]
      """;

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

  @Test
  void keys_of_the_known_providers_are_masked() {
    for (String url :
        List.of(
            "https://eth-mainnet.g.alchemy.com/v2/abcDEF123_ghi-456",
            "https://mainnet.infura.io/v3/0123456789abcdef0123456789abcdef",
            "https://rpc.ankr.com/eth/0123456789abcdef",
            "https://x.quiknode.pro/0123456789abcdef/",
            "https://eth-mainnet.blastapi.io/01234567-89ab-cdef-0123-456789abcdef",
            "https://lb.drpc.org/ogrpc?network=ethereum&dkey=SeCrEt",
            "https://h/rpc/apikey=abc123def456")) {
      String masked = ConfigWriter.maskedUrl(url);
      assertTrue(masked.contains("***"), masked);
      assertFalse(masked.matches(".*(abcDEF|01234567|SeCrEt|abc123).*"), masked);
    }
  }

  /// A word that looks harmless, a short one, and one in the host.
  @Test
  void what_comes_from_outside_the_file_is_masked_however_it_looks(@TempDir Path directory)
      throws Exception {
    Path word = Files.writeString(directory.resolve("word"), "swordfish\n");
    Path host = Files.writeString(directory.resolve("host"), "tenant");
    String text =
        """
        chains:
          x:
            nodes:
              - {http: "http://a/ext/${file:%s}/rpc", headers: {X-Key: "${A}", "Authorization": "Basic ${file:%s}"}}
              - {http: "http://${file:%s}.example:1/${A}/plain", ws: "ws://b/${file:%s}"}
        """
            .formatted(word, word, host, word);
    ConfigReader.Reading reading = ConfigReader.check("f", text, Map.of("A", "zip"), 2);
    String masked = ConfigWriter.masked(reading.orThrow(), reading.secrets());
    for (String secret : List.of("swordfish", "tenant", "zip")) {
      assertFalse(masked.contains(secret), masked);
    }
    assertTrue(masked.contains("http://a/ext/***/rpc"), masked);
    assertTrue(masked.contains("http://***/***/plain"), masked);
    assertFalse(reading.secrets().toString().contains("swordfish"));
  }

  private static GatewaySettings read(String text) throws InvalidConfig {
    return ConfigReader.check("f", text, Map.of("A", "s3cret"), 2).orThrow();
  }
}
