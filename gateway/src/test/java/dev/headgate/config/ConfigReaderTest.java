package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final Path COMMITTED = Path.of("../config/headgate.yaml");
  private static final String TWO_NODES =
      """
      chains:
        %s:
          nodes:
            - {name: a, http: "http://127.0.0.1:8545"}
            - {name: b, http: "http://127.0.0.1:8555"}
      """;

  @Test
  void the_committed_file_is_taken_without_a_warning() {
    ConfigReader.Reading reading = ConfigReader.check(COMMITTED, Map.of(), 2);
    assertEquals(List.of(), reading.problems());
    GatewaySettings settings = reading.settings().orElseThrow();
    assertEquals(
        List.of("ethereum", "arbitrum", "optimism", "avalanche"),
        settings.chains().stream().map(each -> each.chain().name()).toList());
    assertEquals(Optional.of("ethereum"), settings.defaultChain());
  }

  @Test
  void the_committed_file_says_the_defaults() {
    GatewaySettings settings = ConfigReader.check(COMMITTED, Map.of(), 2).settings().orElseThrow();
    assertEquals(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8645), settings.listen().rpc());
    InetSocketAddress agent =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9646); // off unless written
    assertEquals(ListenSettings.DEFAULTS.withAgentCheck(agent), settings.listen());
    assertEquals(BreakerSettings.DEFAULTS, settings.breaker());
    assertEquals(CallSettings.DEFAULTS, settings.calls());
    assertEquals(LimitSettings.DEFAULTS, settings.limits());
    assertEquals(HealthSettings.DEFAULTS, settings.chains().getFirst().health());
    assertEquals(MethodSettings.DEFAULTS, settings.chains().getFirst().methods());
  }

  @Test
  void the_committed_front_says_the_defaults_and_names_two_gateways() {
    FrontSettings front =
        ConfigReader.check(COMMITTED, Map.of(), 2).settings().orElseThrow().front();
    FrontSettings usual = FrontSettings.DEFAULTS;
    assertEquals(usual.bind(), front.bind());
    assertEquals(usual.stats(), front.stats());
    assertEquals(usual.mode(), front.mode());
    assertEquals(usual.connectionsPerClient(), front.connectionsPerClient());
    assertEquals(usual.requestsPerClient(), front.requestsPerClient());
    assertEquals(Optional.empty(), front.certificate());
    assertEquals(
        List.of("a", "b"), front.gateways().stream().map(FrontSettings.GatewayAt::name).toList());
  }

  @Test
  void without_a_word_on_it_the_front_leads_to_this_gateway() throws InvalidConfig {
    GatewaySettings settings =
        read("listen: {rpc: 0.0.0.0:8080, agentCheck: 10.0.0.7:1}\n" + TWO_NODES.formatted("x"));
    assertEquals(
        List.of(
            new FrontSettings.GatewayAt(
                "a",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.7"), 1)))),
        settings.front().gatewaysOr(settings.listen()));
  }

  @Test
  void nodes_alone_are_enough() throws InvalidConfig {
    GatewaySettings settings = read(TWO_NODES.formatted("ethereum"));
    ChainSettings chain = settings.chains().getFirst();
    assertEquals(Optional.of("ethereum"), settings.defaultChain());
    assertEquals(OptionalLong.of(1), chain.chain().chainId());
    assertEquals(Duration.ofSeconds(12), chain.chain().blockTime());
    assertEquals(
        List.of(
            Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:8545")),
            Node.of("b", Role.STANDBY, URI.create("http://127.0.0.1:8555"))),
        chain.chain().nodes());
  }

  @Test
  void a_well_known_chain_has_its_own_lag() throws InvalidConfig {
    assertEquals(120, health(TWO_NODES.formatted("arbitrum")).lagBlocks());
    assertEquals(Duration.ofSeconds(30), health(TWO_NODES.formatted("arbitrum")).lagTime());
    assertEquals(15, health(TWO_NODES.formatted("optimism")).lagBlocks());
    assertEquals(15, health(TWO_NODES.formatted("avalanche")).lagBlocks());
    assertEquals(HealthSettings.DEFAULTS, health(TWO_NODES.formatted("my-own-chain")));
    assertEquals(
        120, health(TWO_NODES.formatted("l2") + "    chainId: 42161\n").lagBlocks(), "by its id");
  }

  @Test
  void a_chain_overrides_health_key_by_key() throws InvalidConfig {
    HealthSettings read =
        health(
            "health: {fall: 7, rise: 8, lag: {blocks: 9}}\n"
                + TWO_NODES.formatted("arbitrum")
                + "    health: {rise: 3, lag: {time: 11s}}\n");
    assertEquals(7, read.fall(), "global");
    assertEquals(3, read.rise(), "the chain's");
    assertEquals(9, read.lagBlocks(), "global over what is known of the chain");
    assertEquals(Duration.ofSeconds(11), read.lagTime(), "the chain's");
    assertEquals(HealthSettings.DEFAULTS.handover(), read.handover());
  }

  @Test
  void a_chain_overrides_methods_key_by_key() throws InvalidConfig {
    MethodSettings read =
        read("methods: {allow: [eth_*], deny: [debug_*]}\n"
                + TWO_NODES.formatted("ethereum")
                + "    methods: {deny: [], route: {eth_call: [b]}}\n")
            .chains()
            .getFirst()
            .methods();
    assertEquals(
        new MethodSettings(List.of("eth_*"), List.of(), Map.of("eth_call", List.of("b"))), read);
  }

  @Test
  void every_form_of_a_value_is_read() throws InvalidConfig {
    GatewaySettings read =
        read(
            """
            listen: {rpc: "[::1]:1", admin: localhost:2, trustedProxies: [10.0.0.7, "::1"], drainDelay: 0s, stamps: true}
            threads: 3
            calls: {hedgeAfter: 15ms, deadline: 1m, longDeadline: 1h, hold: 5000}
            limits: {body: 1MiB, response: 1GiB}
            """
                + TWO_NODES.formatted("x"));
    assertEquals(new InetSocketAddress(InetAddress.ofLiteral("::1"), 1), read.listen().rpc());
    assertEquals(2, read.listen().admin().getPort());
    assertEquals(2, read.listen().trustedProxies().size());
    assertEquals(Duration.ZERO, read.listen().drainDelay());
    assertTrue(read.listen().stamps());
    assertEquals(3, read.threads());
    assertEquals(new HedgeDelay.After(Duration.ofMillis(15)), read.calls().hedgeAfter());
    assertEquals(Duration.ofHours(1), read.calls().longDeadline());
    assertEquals(5000, read.calls().hold());
    assertEquals(1 << 20, read.limits().body());
    assertEquals(1L << 30, read.limits().response());
  }

  @Test
  void auto_threads_are_the_processors_up_to_four() {
    String text = TWO_NODES.formatted("x");
    for (Map.Entry<Integer, Integer> each : Map.of(1, 1, 3, 3, 4, 4, 64, 4).entrySet()) {
      assertEquals(
          each.getValue(),
          ConfigReader.check("f", text, Map.of(), each.getKey())
              .settings()
              .orElseThrow()
              .threads());
    }
  }

  @Test
  void placeholders_are_replaced_in_values(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
    String text =
        """
        chains:
          x:
            nodes:
              - http: http://${HOST}:${PORT:-8545}/v1/${KEY}
                headers: {Authorization: "Bearer ${file:%s}", X-Plain: "$${HOST}"}
              - http: http://b
        """
            .formatted(secret);
    GatewaySettings read =
        ConfigReader.check("f", text, Map.of("HOST", "h", "KEY", "a: {b"), 1)
            .settings()
            .orElse(null);
    assertEquals(null, read, "a space may not stand in a URL");
    Node node =
        ConfigReader.check("f", text, Map.of("HOST", "h", "KEY", "k"), 1)
            .orThrow()
            .chains()
            .getFirst()
            .chain()
            .nodes()
            .getFirst();
    assertEquals(URI.create("http://h:8545/v1/k"), node.http());
    assertEquals(Map.of("Authorization", "Bearer s3cret", "X-Plain", "${HOST}"), node.headers());
  }

  @Test
  void an_anchor_may_be_repeated() throws InvalidConfig {
    GatewaySettings read =
        read(
            """
            chains:
              x:
                nodes:
                  - {http: "http://a", headers: &h {X-A: b}}
                  - {http: "http://b", headers: *h}
            """);
    assertEquals(Map.of("X-A", "b"), read.chains().getFirst().chain().nodes().get(1).headers());
  }

  @Test
  void several_chains_need_no_default() throws InvalidConfig {
    assertEquals(
        Optional.empty(),
        read("chains: {x: {nodes: [{http: http://a}]}, y: {nodes: [{http: http://b}]}}")
            .defaultChain());
  }

  @Test
  void two_urls_are_enough() throws InvalidConfig {
    GatewaySettings read =
        ConfigReader.fromChains(List.of("ethereum=http://h:1,http://h:2", "x=http://h:3"));
    assertEquals(
        List.of("ethereum-a PRIMARY http://h:1", "ethereum-b STANDBY http://h:2"),
        read.chains().getFirst().chain().nodes().stream()
            .map(node -> node + " " + node.role() + " " + node.http())
            .toList());
    assertEquals(2, read.chains().size());
  }

  @Test
  void a_bad_url_of_an_option_is_pointed_at() {
    InvalidConfig refused =
        assertThrows(
            InvalidConfig.class, () -> ConfigReader.fromChains(List.of("x=http://h:1,ftp://h")));
    assertEquals(
        """
        --chain:1:14: `http` must begin with http:// or https://
          x=http://h:1,ftp://h
                       ^
          write http://host:port/path
        """,
        refused.getMessage());
  }

  @Test
  void a_missing_file_is_said_so(@TempDir Path directory) throws IOException {
    assertRefused(directory.resolve("none.yaml"), "there is no such file");
    assertRefused(directory, "it is a directory");
    Path long1 = directory.resolve("long.yaml");
    Files.write(long1, new byte[ConfigReader.LONGEST_FILE + 1]);
    assertRefused(long1, "it is over 1MiB");
    Path latin = directory.resolve("latin.yaml");
    Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xE9});
    assertRefused(latin, "it is not UTF-8 text");
  }

  private static void assertRefused(Path file, String message) {
    List<Problem> problems = ConfigReader.check(file, Map.of(), 1).problems();
    assertEquals(List.of(message), problems.stream().map(Problem::message).toList());
    assertTrue(problems.getFirst().render().startsWith(file + ": " + message));
  }

  static GatewaySettings committed() throws InvalidConfig {
    return ConfigReader.check(COMMITTED, Map.of(), 2).orThrow();
  }

  private static HealthSettings health(String text) throws InvalidConfig {
    return read(text).chains().getFirst().health();
  }

  private static GatewaySettings read(String text) throws InvalidConfig {
    return ConfigReader.check("f", text, Map.of(), 2).orThrow();
  }
}
