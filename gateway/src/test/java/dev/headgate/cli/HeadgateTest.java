package dev.headgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Command lines, run in this process.
class HeadgateTest {
  private static final String COMMITTED = "../config/headgate.yaml";
  @TempDir private Path directory = Path.of("unset");

  private record Ran(int code, String out, String err) {
    /// Neither a trace nor silence answers a user.
    Ran saying(String part) {
      assertTrue((out + err).contains(part), () -> "not said: " + part + "\n" + out + err);
      assertFalse(err.contains("\tat "), () -> "a stack trace:\n" + err);
      return this;
    }
  }

  private static Ran run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings = new Surroundings(Map.of("A", "b"), Optional.of(Path.of("..")), 2);
    int code = Headgate.run(surroundings, new PrintWriter(out), new PrintWriter(err), args);
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void without_a_command_it_says_how_it_is_used() {
    Ran ran = run().saying("Usage: headgate").saying("check-config").saying("Exit codes");
    assertEquals(2, ran.code());
    assertEquals("", ran.out());
  }

  @Test
  void help_is_fine() {
    assertEquals(0, run("--help").saying("Usage: headgate").code());
    assertEquals(0, run("run", "--help").saying("the first is the primary").code());
  }

  @Test
  void a_misspelt_command_gets_the_one_that_was_meant() {
    Ran ran =
        run("chekc-config").saying("chekc-config").saying("Did you mean").saying("check-config");
    assertEquals(2, ran.code());
  }

  @Test
  void a_misspelt_option_gets_the_one_that_was_meant() {
    assertEquals(2, run("run", "--confg", "x").saying("--confg").saying("--config").code());
    assertEquals(2, run("check-config", "--format", "xml", COMMITTED).saying("xml").code());
    assertEquals(2, run("run", "--chain", "x=http://a", "--confg").saying("--confg").code());
    assertEquals(2, run("run", "--chain").saying("--chain").code());
  }

  @Test
  void version_names_version_and_jdk() {
    assertEquals(0, run("version").saying("headgate 0.").saying("JDK 25").code());
    assertEquals(0, run("--version").saying("headgate 0.").code());
  }

  @Test
  void a_good_file_is_fine() {
    assertEquals(0, run("check-config", COMMITTED).saying("fine, 4 chains, 9 nodes").code());
    assertEquals(0, run("check-config", "--config", COMMITTED).saying("fine").code());
    assertEquals(0, run("check-config").saying("fine").code(), "the one at home");
    assertEquals("[]", run("check-config", COMMITTED, "--format", "json").out().strip());
  }

  @Test
  void a_bad_file_is_refused_with_three() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "threads: 2\nchain: {}\n");
    Ran ran =
        run("check-config", file.toString())
            .saying(file + ":2:1: unknown key `chain`")
            .saying("  chain: {}\n  ^\n")
            .saying("did you mean `chains`?")
            .saying("refused, 1 error");
    assertEquals(3, ran.code());
    assertEquals(3, run("print-config", "--config", file.toString()).saying("unknown key").code());
    assertEquals(3, run("run", "--config", file.toString()).saying("is refused").code());
    assertEquals(3, run("check-config", "/no/such").saying("there is no such file").code());
    assertEquals(2, run("check-config", COMMITTED, "--config", "x").saying("not both").code());
  }

  @Test
  void json_has_every_problem_with_its_place() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "chain: {}\n");
    Ran ran = run("check-config", "--format", "json", file.toString());
    assertEquals(3, ran.code());
    JsonNode first = JsonMapper.shared().readTree(ran.out()).get(0);
    assertEquals(
        JsonMapper.shared()
            .readTree(
                """
                {"file": "%s", "line": 1, "column": 1, "severity": "error",
                 "message": "unknown key `chain`",
                 "hint": "did you mean `chains`? The keys here are: listen, threads, defaultChain, chains, health, breaker, calls, limits, methods, front, admin"}
                """
                    .formatted(file)),
        first);
  }

  @Test
  void print_config_shows_what_is_in_force_without_secrets() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("good.yaml"),
            """
            chains:
              ethereum:
                nodes:
                  - {http: "http://a/v3/0123456789abcdef", headers: {Authorization: "Bearer ${A}"}}
                  - {http: "http://b"}
            """);
    Ran ran =
        run("print-config", "--config", file.toString())
            .saying("http://a/v3/***")
            .saying("Authorization: '***'")
            .saying("chainId: 1")
            .saying("deadline: 30s");
    assertEquals(0, ran.code());
    assertFalse(ran.out().contains("0123456789abcdef"));
  }

  @Test
  void print_config_shows_nothing_that_came_from_a_file_of_secrets() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "swordfish");
    Path file =
        Files.writeString(
            directory.resolve("file.yaml"),
            "chains: {x: {nodes: [{http: 'http://a/${file:%s}/x'}, {http: http://b}]}}"
                .formatted(secret));
    Ran ran = run("print-config", "--config", file.toString()).saying("http://a/***/x");
    assertFalse(ran.out().contains("swordfish"));
  }

  @Test
  void print_config_prints_the_schema_without_a_file() {
    Ran ran = run("print-config", "--schema", "--config", "/no/such");
    assertEquals(0, ran.code());
    assertTrue(JsonMapper.shared().readTree(ran.out()).has("properties"));
  }

  @Test
  void a_refused_file_is_not_probed() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "chain: {}\n");
    Ran ran = run("check-config", "--probe", file.toString()).saying("did you mean `chains`?");
    assertEquals(3, ran.code());
    JsonNode json =
        JsonMapper.shared()
            .readTree(run("check-config", "--probe", "--format", "json", file.toString()).out());
    assertEquals(1, json.path("problems").size());
    assertEquals(0, json.path("chains").size());
  }

  @Test
  void a_file_and_chains_are_not_mixed() {
    assertEquals(
        2, run("run", "--config", COMMITTED, "--chain", "x=http://a").saying("not both").code());
  }

  @Test
  void a_bad_chain_is_pointed_at() {
    assertEquals(3, run("run", "--chain", "http://a").saying("--chain:1:1: not NAME=URL").code());
    assertEquals(
        3, run("run", "--chain", "x=http://a", "y=b").saying("--chain:2:3: `http`").code());
    assertEquals(3, run("run", "--chain", "x=a").saying("--chain:1:3: `http` must begin").code());
  }

  @Test
  void gen_haproxy_writes_to_standard_output() {
    Ran ran = run("gen", "haproxy", "--config", COMMITTED);
    assertEquals(0, ran.code());
    assertTrue(ran.out().contains("\nfrontend headgate\n"), ran.out());
    assertEquals("", ran.err());
    assertTrue(
        run("gen", "haproxy", "--config", COMMITTED, "--direct-nodes")
            .out()
            .contains("\nbackend node-erigon-a\n"));
  }

  @Test
  void gen_says_what_it_can_write() {
    assertEquals(2, run("gen").saying("headgate gen haproxy").code());
    assertEquals(2, run("gen", "haprxy").saying("haprxy").saying("haproxy?").code());
    assertEquals(2, run("gen", "haproxy", "--direct").saying("--direct-nodes").code());
    assertEquals(3, run("gen", "haproxy", "--config", "/no/such").saying("is refused").code());
    assertEquals(0, run("gen", "haproxy", "--help").saying("haproxy -c -f").code());
  }

  @Test
  void help_is_a_command_too() {
    assertTrue(run("help").out().startsWith("Usage: headgate "));
    assertEquals(0, run("help").code());
    Ran ran = run("help", "switchover");
    assertTrue(ran.out().startsWith("Usage: headgate switchover "), ran.out());
    assertEquals(0, ran.code());
    assertEquals(2, run("help", "nope").saying("nope").code());
  }

  @Test
  void a_word_too_many_is_named_and_no_command_is_guessed_that_is_not_near() {
    Ran strange = run("nonsense").saying("headgate: there is no `headgate nonsense`\n");
    assertEquals(2, strange.code());
    assertEquals(2, run("swichover", "x").saying("Did you mean: headgate switchover?").code());
    assertEquals(2, run("status", "x").saying("`headgate status` takes no further `x`").code());
    assertEquals(2, run("version", "x").saying("`headgate version` takes no further `x`").code());
    assertEquals(2, run("check-config", "a", "b").saying("takes no further `b`").code());
  }

  @Test
  void status_takes_the_url_of_a_listener() {
    assertEquals(2, run("status", "--admin", "http://").saying("--admin takes the URL").code());
    assertEquals(2, run("status", "--admin", "ftp://a").saying("--admin takes the URL").code());
  }
}
