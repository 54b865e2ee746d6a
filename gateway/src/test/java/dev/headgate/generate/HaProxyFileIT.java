package dev.headgate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.testing.haproxy.HaProxy;
import dev.headgate.testing.netns.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real HAProxy takes every file that is generated, without a word against it.
@Tag("full")
class HaProxyFileIT {
  private static final String CERTIFICATE = "certificate: CERTIFICATE";
  private static final String ACTIVE = "mode: active";
  private static final String BOTH =
      "gateways: {a: {rpc: 127.0.0.1:1, agentCheck: 127.0.0.1:2}, b: {rpc: \"[::1]:3\"}}";
  private static final String CHAINS =
      """
      chains:
        x:
          chainId: 255
          nodes:
            - {name: a.b_c, http: "http://127.0.0.1:1/a%20b?k=$v&c='d", headers: {B: 'say "%" \\ #', A: c}}
            - {name: second, http: "https://node.example/rpc"}
            - {name: third, http: "http://[::1]:8545"}
        learned:
          nodes: [{http: http://localhost:4}, {http: http://127.0.0.1:5}]
        deaf:
          chainId: 3
          nodes: [{name: d, http: http://localhost:4}, {name: e, http: http://127.0.0.1:5}]
          methods: {allow: [sim_x]}
      """;

  @TempDir private Path directory = Path.of("unset");

  static Stream<String> fronts() {
    return Stream.of(
        "front: {}",
        "front: {" + BOTH + "}",
        "front: {" + BOTH + ", " + ACTIVE + "}",
        "front: {" + BOTH + ", " + CERTIFICATE + "}",
        "front: {" + ACTIVE + ", " + CERTIFICATE + ", bind: \"[::]:8443\"}");
  }

  private GatewaySettings read(String front) throws Exception {
    Path pem = directory.resolve("headgate.pem");
    if (!Files.exists(pem)) {
      selfSigned(pem);
    }
    Path file = directory.resolve("headgate.yaml");
    Files.writeString(file, front.replace("CERTIFICATE", pem.toString()) + "\n" + CHAINS);
    return ConfigReader.read(file, Map.of());
  }

  private void selfSigned(Path pem) throws Exception {
    Path key = directory.resolve("key");
    Path cert = directory.resolve("cert");
    Shell.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-days",
            "2",
            "-keyout",
            key.toString(),
            "-out",
            cert.toString())
        .orFail();
    Files.writeString(pem, Files.readString(cert) + Files.readString(key));
  }

  @ParameterizedTest
  @MethodSource("fronts")
  void haproxy_takes_it_without_a_warning(String front) throws Exception {
    for (boolean direct : new boolean[] {false, true}) {
      Shell.Ran ran = HaProxy.check(HaProxyFile.write(read(front), direct));
      assertEquals(0, ran.exit(), ran.said());
      assertFalse(ran.said().toLowerCase(Locale.ROOT).contains("warning"), ran.said());
      assertFalse(ran.said().contains("ALERT"), ran.said());
    }
  }

  @Test
  void haproxy_takes_the_committed_file_and_what_comes_of_it_with_direct_nodes() throws Exception {
    Shell.Ran ran = HaProxy.check(Files.readString(Path.of("../haproxy/haproxy.cfg")));
    assertEquals("Configuration file is valid", ran.said().strip());
    GatewaySettings settings = ConfigReader.read(Path.of("../config/headgate.yaml"), Map.of());
    assertEquals(
        "Configuration file is valid",
        HaProxy.check(HaProxyFile.write(settings, true)).said().strip());
  }

  /// So that the tests above can fail.
  @Test
  void a_file_with_a_mistake_is_refused() throws Exception {
    String file = HaProxyFile.write(read("front: {}"), false);
    assertTrue(HaProxy.check(file.replace("redispatch", "redspatch")).exit() != 0);
    assertTrue(HaProxy.check(file.replace("  timeout client ", "  # ")).said().contains("WARNING"));
  }
}
