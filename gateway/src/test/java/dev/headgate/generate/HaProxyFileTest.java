package dev.headgate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaProxyFileTest {
  private static final Path COMMITTED = Path.of("../haproxy/haproxy.cfg");
  private static final Pattern ERROR_BODY = Pattern.compile("(?m)^  http-error status (\\d+) .*$");
  private static final String NODES =
      """
      chains:
        x:
          chainId: 255
          nodes:
            - {name: first, http: "http://127.0.0.1:1/a%20b?k=$v", headers: {B: 'say "%"', A: c}}
            - {name: second, http: "https://node.example/rpc"}
            - {name: relay, role: relay, http: http://127.0.0.1:3}
          methods: {deny: ["eth_get*"], route: {eth_call: [first]}}
        learned:
          nodes: [{http: http://localhost:4}, {http: http://127.0.0.1:5}]
      """;

  @TempDir private Path directory = Path.of("unset");

  private GatewaySettings read(String yaml) throws IOException, InvalidConfig {
    Path file = Files.writeString(directory.resolve("headgate.yaml"), yaml);
    return ConfigReader.read(file, Map.of());
  }

  /// The lines of one part.
  private static List<String> part(String file, String name) {
    return file.lines()
        .dropWhile(line -> !line.startsWith(name))
        .takeWhile(line -> !line.isBlank())
        .map(String::strip)
        .toList();
  }

  private static String lines(String file, String begin) {
    return file.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(begin))
        .collect(Collectors.joining("\n"));
  }

  /// With `-Dgenerate=true` it is written instead.
  @Test
  void the_committed_file_is_current() throws IOException, InvalidConfig {
    GatewaySettings settings = ConfigReader.read(Path.of("../config/headgate.yaml"), Map.of());
    String current = HaProxyFile.write(settings, false);
    if (Boolean.getBoolean("generate")) {
      Files.writeString(COMMITTED, current);
    }
    assertEquals(
        current,
        Files.readString(COMMITTED),
        "write it anew: gateway/bin/headgate gen haproxy --config config/headgate.yaml >"
            + " haproxy/haproxy.cfg");
  }

  @Test
  void no_line_is_longer_than_haproxy_reads() throws IOException, InvalidConfig {
    for (String line : HaProxyFile.write(read(NODES), true).lines().toList()) {
      assertTrue(line.length() < 2000, line);
      assertTrue(line.split(" +").length < 60, line);
    }
  }

  @Test
  void every_known_method_is_of_the_kind_the_gateway_repeats_it_by() throws Exception {
    String file = HaProxyFile.write(read(NODES), false);
    Set<String> once =
        MethodTable.known().stream()
            .map(Method::name)
            .collect(Collectors.toCollection(TreeSet::new));
    once.removeAll(listed(file, "acl read "));
    once.removeAll(listed(file, "acl long "));
    once.removeAll(listed(file, "acl raw "));
    assertEquals(
        MethodTable.known().stream()
            .filter(method -> !method.methodClass().repeatable())
            .map(Method::name)
            .collect(Collectors.toCollection(TreeSet::new)),
        once);
    assertEquals(
        Set.of(
            "eth_sendRawTransaction",
            "eth_sendRawTransactionConditional",
            "eth_sendRawTransactionSync"),
        listed(file, "acl raw "));
  }

  private static Set<String> listed(String file, String begin) {
    return lines(file, begin)
        .lines()
        .flatMap(line -> Arrays.stream(line.substring(line.indexOf("-m str ") + 7).split(" ")))
        .collect(Collectors.toSet());
  }

  @Test
  void what_haproxy_says_itself_is_json_and_never_another_status() throws Exception {
    String file = HaProxyFile.write(read(NODES), false);
    Set<String> statuses = new TreeSet<>();
    var found = ERROR_BODY.matcher(file);
    while (found.find()) {
      statuses.add(found.group(1));
      assertTrue(found.group().contains(" content-type application/json "), found.group());
      assertTrue(found.group().contains("'{\"jsonrpc\":\"2.0\",\"id\":null,"), found.group());
      assertFalse(found.group().contains("execution reverted"), found.group());
    }
    assertEquals(Set.of("400", "408", "429", "500", "502", "503", "504"), statuses);
  }

  @Test
  void one_gateway_is_enough_and_has_no_spare() throws Exception {
    String file = HaProxyFile.write(read(NODES), false);
    List<String> servers =
        part(file, "backend chain-x").stream().filter(line -> line.startsWith("server")).toList();
    assertEquals(List.of("server a 127.0.0.1:8645"), servers, "nor an agent that is off");
    assertFalse(file.contains(" use-server "));
    assertFalse(file.contains(" ssl "));
  }

  @Test
  void two_gateways_as_backup_or_both_active() throws Exception {
    String gateways =
        "gateways: {one: {rpc: 10.0.0.1:1, agentCheck: 10.0.0.2:3}, two: {rpc: \"[::1]:2\"}}";
    String backup = HaProxyFile.write(read("front: {" + gateways + "}\n" + NODES), false);
    List<String> part = part(backup, "backend chain-x");
    assertTrue(
        part.contains(
            "server one 10.0.0.1:1 agent-check agent-addr 10.0.0.2 agent-port 3 agent-inter 500ms"
                + " agent-send \"x\\n\""),
        part.toString());
    assertTrue(part.contains("server two [0:0:0:0:0:0:0:1]:2 backup"), part.toString());
    assertTrue(lines(backup, "use-server two if").contains("srv_uweight(chain-x/one) lt 100"));

    String active =
        HaProxyFile.write(read("front: {mode: active, " + gateways + "}\n" + NODES), false);
    assertFalse(active.contains(" backup\n"));
    assertTrue(
        part(active, "backend chain-x").stream().anyMatch(l -> l.startsWith("balance source")));
    assertTrue(part(active, "backend chain-x").contains("hash-type consistent"));
  }

  @Test
  void a_certificate_makes_it_tls() throws Exception {
    String file =
        HaProxyFile.write(
            read("front: {bind: \"0.0.0.0:443\", certificate: /a/b.pem}\n" + NODES), false);
    assertTrue(lines(file, "bind 0.0.0.0:443").contains("ssl crt /a/b.pem"), file);
    assertTrue(file.contains("ssl-min-ver TLSv1.2"));
  }

  @Test
  void direct_nodes_serve_only_reads_that_the_chain_lets_through() throws Exception {
    String file = HaProxyFile.write(read(NODES), true);
    Set<String> direct = listed(file, "acl direct-1 ");
    assertTrue(direct.contains("eth_blockNumber"));
    for (String refused :
        List.of(
            "eth_getBalance", // denied by the chain
            "eth_call", // routed by the chain
            "debug_traceBlock",
            "eth_sendRawTransaction",
            "eth_sendTransaction",
            "eth_newFilter")) {
      assertFalse(direct.contains(refused), refused);
    }
    assertTrue(
        file.contains(
            "use_backend node-first if { path /x /x/ /255 /255/ } direct-1 { nbsrv(chain-x) eq 0 }"
                + " { nbsrv(node-first) gt 0 }"));
    assertTrue(file.indexOf("use_backend node-first") < file.indexOf("use_backend node-second"));
    assertTrue(file.indexOf("use_backend node-second") < file.indexOf("use_backend chain-x"));
    assertFalse(file.contains("node-relay"), "a relay has no head");
    assertTrue(file.contains("# learned: none"), "a chain that cannot be checked");
    assertFalse(file.contains("node-learned-a"));
  }

  @Test
  void a_direct_node_has_its_own_path_headers_and_check() throws Exception {
    String file = HaProxyFile.write(read(NODES), true);
    List<String> first = part(file, "backend node-first");
    assertTrue(first.contains("http-request set-pathq \"/a%%20b?k=\\$v\""), first.toString());
    assertTrue(first.contains("http-request set-header B \"say \\\"%%\\\"\""), first.toString());
    assertTrue(first.contains("http-request set-header Host \"127.0.0.1:1\""), first.toString());
    assertTrue(first.stream().anyMatch(line -> line.contains("\"0x0*ff\"")), first.toString());
    List<String> second = part(file, "backend node-second");
    assertTrue(
        second.getLast().startsWith("server second node.example:443 resolvers headgate"),
        second.toString());
    assertTrue(second.getLast().contains("verify required"), second.toString());
    assertTrue(file.contains("\nresolvers headgate\n"));
    assertFalse(HaProxyFile.write(read(NODES), false).contains("127.0.0.1:1/"));
  }
}
