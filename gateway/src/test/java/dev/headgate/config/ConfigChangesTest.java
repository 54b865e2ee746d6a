package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What differs between two configurations, in words.
class ConfigChangesTest {
  private static final String BASE =
      """
      listen: {rpc: "127.0.0.1:1", admin: "127.0.0.1:2"}
      threads: 2
      defaultChain: ethereum
      chains:
        ethereum:
          nodes:
            - {name: geth-a, http: "http://a/v3/0123456789abcdef", headers: {X-Key: s3cret}}
            - {name: geth-b, http: "http://b"}
        optimism:
          nodes: [{name: op-a, http: "http://c"}, {name: op-b, http: "http://d"}]
      """;

  private static GatewaySettings read(String text) throws InvalidConfig {
    return ConfigReader.check("f", text, Map.of(), 2).orThrow();
  }

  private static ConfigChanges after(String... pairs) throws InvalidConfig {
    String changed = BASE;
    for (int i = 0; i < pairs.length; i += 2) {
      assertTrue(changed.contains(pairs[i]), pairs[i]);
      changed = changed.replace(pairs[i], pairs[i + 1]);
    }
    return ConfigChanges.between(read(BASE), read(changed));
  }

  @Test
  void what_is_the_same_differs_in_nothing() throws InvalidConfig {
    assertEquals(List.of(), after("threads: 2", "threads: 2 # two").words());
  }

  @Test
  void nodes_and_settings_of_a_chain_stand_together() throws InvalidConfig {
    assertEquals(
        "ethereum: node geth-c added, node geth-b removed, health.fall 2 -> 3",
        after(
                "{name: geth-b, http: \"http://b\"}",
                "{name: geth-c, http: \"http://e\"}\n    health: {fall: 3}")
            .sentence());
    assertEquals(
        "ethereum: node geth-b (role standby -> primary, batch 100 -> 7)",
        after("geth-b,", "geth-b, role: primary, batch: 7,").sentence());
  }

  @Test
  void chains_come_and_go() throws InvalidConfig {
    assertEquals("base added; optimism removed", after("  optimism:", "  base:").sentence());
  }

  @Test
  void what_changed_in_every_chain_alike_is_said_once() throws InvalidConfig {
    assertEquals(
        "calls.deadline 30s -> 20s; health.fall 2 -> 3",
        after("threads: 2", "threads: 2\ncalls: {deadline: 20s}\nhealth: {fall: 3}").sentence());
  }

  @Test
  void sockets_and_threads_need_a_restart_and_say_so() throws InvalidConfig {
    assertEquals(
        List.of("listen.rpc 127.0.0.1:1 -> 127.0.0.1:9", "threads 2 -> 3"),
        after("127.0.0.1:1", "127.0.0.1:9", "threads: 2", "threads: 3").restarts().stream()
            .sorted()
            .toList());
    assertEquals(List.of(), after("admin:", "drainDelay: 9s, admin:").restarts());
  }

  @Test
  void no_secret_is_ever_told() throws InvalidConfig {
    ConfigChanges changes =
        after("s3cret", "an0ther", "0123456789abcdef", "fedcba9876543210", "http://b", "http://x");
    assertEquals(
        "ethereum: node geth-a (http changed, headers.X-Key changed),"
            + " node geth-b (http http://b -> http://x)",
        changes.sentence());
    assertEquals(
        "ethereum: node geth-b (headers.Authorization added)",
        after("\"http://b\"", "\"http://b\", headers: {Authorization: hush}").sentence());
  }

  @Test
  void a_path_that_looks_harmless_may_be_a_secret_all_the_same() throws InvalidConfig {
    assertEquals(
        "ethereum: node geth-a (http changed), node geth-b (http http://b -> http://b/***)",
        after("/v3/0123456789abcdef", "/quiet", "\"http://b\"", "\"http://b/hush\"").sentence());
  }

  @Test
  void another_order_of_nodes_is_a_change_too() throws InvalidConfig {
    String a = "{name: a, role: primary, http: \"http://a\"}";
    String b = "{name: b, role: primary, http: \"http://b\"}";
    String chain = "chains: {base: {nodes: [%s, %s]}}";
    assertEquals(
        "base: nodes in another order",
        ConfigChanges.between(read(chain.formatted(a, b)), read(chain.formatted(b, a))).sentence());
  }

  @Test
  void of_very_many_changes_some_are_told() throws InvalidConfig {
    String many =
        "limits: {body: 1MiB, batch: 1, response: 1MiB, held: 2MiB, head: 8KiB, depth: 9,"
            + " connections: 9, connectionsPerClient: 9, headTimeout: 1s, bodyTimeout: 1s,"
            + " idleTimeout: 1s, writeTimeout: 1s}\nbreaker: {inARow: 9}";
    String sentence = after("threads: 2", "threads: 2\n" + many).sentence();
    assertEquals("1 more", sentence.substring(sentence.length() - 6), sentence);
  }
}
