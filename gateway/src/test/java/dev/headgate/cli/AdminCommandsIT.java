package dev.headgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.Gateway;
import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.AdminSettings;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.Simulation;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each admin command as an operator types it, right and wrong, against a running gateway.
class AdminCommandsIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final SteadyClock CLOCK = SteadyClock.system();

  private final Simulation simulation =
      Simulation.of(CLOCK).chain("test", 4242, Duration.ofSeconds(1), 3).start();

  /// What stands in the file when it is read again.
  private final AtomicReference<GatewaySettings> written = new AtomicReference<>();

  private final Gateway gateway = gateway(AdminSettings.DEFAULTS);
  @TempDir private Path directory = Path.of("unset");

  AdminCommandsIT() throws InvalidConfig, IOException {}

  @AfterEach
  void close() {
    gateway.close();
    simulation.close();
  }

  private Gateway gateway(AdminSettings access) throws InvalidConfig, IOException {
    String urls =
        simulation.nodes("test").stream()
            .map(node -> node.uri().toString())
            .collect(Collectors.joining(","));
    GatewaySettings usual = ConfigReader.checkChains(List.of("test=" + urls), 2).orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewaySettings settings =
        new GatewaySettings(
            new ListenSettings(free, free, List.of(), Duration.ofMillis(100), true),
            usual.threads(),
            usual.defaultChain(),
            usual.chains(),
            usual.breaker(),
            usual.calls(),
            usual.limits(),
            usual.front(),
            access);
    written.set(settings);
    Gateway started =
        Gateway.start(settings, ConfigSource.of("it.yaml", this::read), CLOCK, "test");
    assertTrue(
        Pause.until(() -> started.board().all().getFirst().standbyReady(), LONG), "all are well");
    return started;
  }

  private ConfigReader.Reading read() {
    return new ConfigReader.Reading(Optional.of(written.get()), List.of());
  }

  private record Ran(int code, String out, String err) {
    Ran saying(String part) {
      assertTrue((out + err).contains(part), () -> "not said: " + part + "\n" + out + err);
      assertFalse(err.contains("\tat "), () -> "a stack trace:\n" + err);
      return this;
    }

    void ends(int expected) {
      assertEquals(expected, code, out + err);
    }
  }

  private Ran run(String... args) {
    return run(gateway, args);
  }

  private static Ran run(Gateway at, String... args) {
    String admin = "127.0.0.1:" + at.adminAddress().getPort();
    return plain(
        Stream.concat(Stream.of(args), Stream.of("--admin", admin)).toArray(String[]::new));
  }

  private static Ran plain(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings = new Surroundings(Map.of(), Optional.empty(), 2);
    int code = Headgate.run(surroundings, new PrintWriter(out), new PrintWriter(err), args);
    return new Ran(code, out.toString(), err.toString());
  }

  private ChainHealth picture() {
    return gateway.board().all().getFirst();
  }

  private String active() {
    return picture().active().map(Node::name).orElse("nobody");
  }

  @ParameterizedTest
  @ValueSource(strings = {"switchover", "cordon", "uncordon", "ack"})
  void without_the_name_it_says_which_one_is_missing(String command) {
    plain(command)
        .saying("Missing required parameter")
        .saying("headgate " + command + " --help")
        .ends(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"switchover", "cordon", "uncordon", "pause", "resume", "ack", "reload", "drain"})
  void each_has_help_and_refuses_what_it_does_not_know(String command) {
    plain(command, "--help").saying("Usage: headgate " + command).saying("--why").ends(0);
    plain(command, "a", "b", "c").saying("`headgate " + command + "` takes no further `").ends(2);
    plain(command, "a", "--whyy", "x").saying("--whyy").saying("--why").ends(2);
    plain(command, "--why").saying("--why").ends(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"switchover", "cordon", "uncordon", "pause", "ack"})
  void a_name_that_is_not_there_gets_those_that_are(String command) {
    run(command, "nope").saying("headgate: no ").saying("nope; there").saying("test").ends(1);
  }

  @Test
  void a_switchover_moves_the_traffic_and_is_in_the_history() throws Exception {
    run("switchover", "test", "--to", "test-b", "--why", "kernel")
        .saying("test-b takes over from test-a and keeps its place")
        .ends(0);

    assertEquals("test-b", call().headers().firstValue("X-Headgate-Node").orElse(""));
    run("status").saying("test-b keeps its place while it is fit, by order of").ends(0);
    String user = System.getProperty("user.name");
    run("history").saying("switchover test test-b by " + user + " (local) (kernel)").ends(0);
    run("history", "test").saying("test-b takes over from test-a, by order of").ends(0);
    run("switchover", "test", "--to", "test-b").saying("serves already").ends(0);
    run("switchover", "test").saying("name the node that you want with --to").ends(1);
    run("switchover", "test", "--to", "x").saying("test has no node x").ends(1);
    run("switchover", "test", "--within", "2h").saying("1s to 10m").ends(2);
  }

  @Test
  void a_reload_says_what_changed_and_keeps_the_orders() {
    run("cordon", "test-c", "--why", "disk").ends(0);
    run("switchover", "test", "--to", "test-b").ends(0);
    run("reload").saying("nothing in it has changed").ends(0);

    ChainSettings chain = written.get().chains().getFirst();
    written.set(with(new ChainSettings(chain.chain(), shorter(chain.health()), chain.methods())));
    run("reload", "--why", "sooner")
        .saying("reloaded it.yaml: test: health.failbackAfter 5m -> 1s")
        .ends(0);
    assertEquals(Set.of("test-c"), picture().orders().cordoned().keySet());
    run("status").saying("test-b keeps its place while it is fit, by order of").ends(0);
    run("history").saying("reload by ").saying("(sooner)").ends(0);
    run("uncordon", "test-c").ends(0);
  }

  private static HealthSettings shorter(HealthSettings health) {
    return health.returning(Duration.ofSeconds(1), health.flapWindow());
  }

  private GatewaySettings with(ChainSettings chain) {
    GatewaySettings now = written.get();
    return new GatewaySettings(
        now.listen(),
        now.threads(),
        now.defaultChain(),
        List.of(chain),
        now.breaker(),
        now.calls(),
        now.limits(),
        now.front(),
        now.admin());
  }

  @Test
  void the_json_is_one_object_whether_done_or_refused() {
    JsonNode done = json(0, "cordon", "test-c");
    assertEquals("done", done.get("result").asString());
    JsonNode refused = json(1, "switchover", "test", "--to", "test-c");
    assertEquals("refused", refused.get("result").asString());
    assertTrue(refused.get("sentence").asString().contains("headgate uncordon test-c"));
  }

  private JsonNode json(int code, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--json");
    Ran ran = run(all.toArray(String[]::new));
    ran.ends(code);
    return JsonMapper.shared().readTree(ran.out());
  }

  @Test
  void a_switchover_waits_for_a_node_that_is_away_and_is_seen_waiting() {
    simulation.node("test-c").fault(new Fault.Kill());
    assertTrue(Pause.until(() -> picture().fitCount() == 2, LONG), "found out");
    run("switchover", "test", "--to", "test-c").saying("--when-caught-up").ends(1);

    CompletableFuture<Ran> waits =
        CompletableFuture.supplyAsync(
            () -> run("switchover", "test", "--to", "test-c", "--when-caught-up"));
    assertTrue(Pause.until(() -> picture().orders().waiting().isPresent(), LONG), "waits");
    run("status").saying("a switchover to test-c waits until it has caught up").ends(0);
    simulation.node("test-c").heal();

    waits.join().saying("test-c takes over from test-a").ends(0);
    assertEquals("test-c", active());
  }

  @Test
  void who_waits_for_a_node_that_a_reload_takes_out_is_told_and_the_history_knows() {
    CompletableFuture<Ran> waits = waitsForC();
    Chain chain = written.get().chains().getFirst().chain();
    List<Node> left = chain.nodes().stream().filter(n -> !n.name().equals("test-c")).toList();
    written.set(
        with(
            new ChainSettings(
                new Chain(chain.name(), chain.chainId(), chain.blockTime(), left),
                written.get().chains().getFirst().health(),
                written.get().chains().getFirst().methods())));
    run("reload").saying("test-c").ends(0);

    waits.join().saying("headgate: given up: a reload took test-c out of test").ends(1);
    run("status", "--json").saying("\"active\" : \"test-a\"").ends(0);
    run("history")
        .saying("refused, given up: a reload took test-c out of test")
        .saying("waiting, waits: test-c is unfit")
        .ends(0);
  }

  @Test
  void who_waits_while_the_gateway_ends_is_told() {
    CompletableFuture<Ran> waits = waitsForC();
    run("drain").ends(0);
    waits.join().saying("headgate: given up: this gateway is stopping").ends(1);
  }

  /// A switchover to a node that is away, which is seen to wait.
  private CompletableFuture<Ran> waitsForC() {
    simulation.node("test-c").fault(new Fault.Kill());
    assertTrue(Pause.until(() -> picture().fitCount() == 2, LONG), "found out");
    CompletableFuture<Ran> waits =
        CompletableFuture.supplyAsync(
            () -> run("switchover", "test", "--to", "test-c", "--when-caught-up"));
    assertTrue(Pause.until(() -> picture().orders().waiting().isPresent(), LONG), "waits");
    return waits;
  }

  @Test
  void a_wait_that_is_over_fails_and_says_what_is_missing() {
    simulation.node("test-c").fault(new Fault.Kill());
    assertTrue(Pause.until(() -> picture().fitCount() == 2, LONG), "found out");

    run("switchover", "test", "--to", "test-c", "--when-caught-up", "--within", "1s")
        .saying("given up: it did not catch up in time: test-c is unfit")
        .ends(1);
    assertEquals("test-a", active());
  }

  @Test
  void a_cordoned_node_gets_no_call_until_it_is_uncordoned() throws Exception {
    run("cordon", "test-a", "--why", "disk").saying("end as usual; test-").ends(0);
    assertNotEquals("test-a", active());
    long before = calls("test-a");
    for (int i = 0; i < 20; i++) {
      assertEquals(200, call().statusCode());
    }
    assertEquals(before, calls("test-a"), "probes alone came");
    run("status").saying("CORDONED").saying("disk; well otherwise").ends(0);

    run("uncordon", "test-a").saying("no longer cordoned").ends(0);
    run("uncordon", "test-a").saying("was not cordoned").ends(0);
    run("switchover", "test", "--to", "test-a").saying("test-a takes over").ends(0);
    assertEquals("test-a", call().headers().firstValue("X-Headgate-Node").orElse(""));
  }

  private long calls(String node) {
    return simulation.node(node).received().stream()
        .map(Received::method)
        .filter("eth_gasPrice"::equals)
        .count();
  }

  @Test
  void the_last_node_is_cordoned_with_a_warning_and_serves_on() throws Exception {
    run("cordon", "test-c").ends(0);
    run("cordon", "test-b").saying("warning: no standby of test is ready").ends(0);
    run("cordon", "test-a").saying("warning: no other node of test can serve").ends(0);

    assertEquals("test-a", call().headers().firstValue("X-Headgate-Node").orElse(""));
    assertTrue(picture().degraded());
  }

  @Test
  void in_a_pause_a_restart_of_the_active_node_costs_no_call_and_not_its_place() throws Exception {
    run("pause", "--why", "restart").saying("test is paused: test-a stays active").ends(0);
    run("pause", "test").saying("paused already").ends(0);
    simulation.node("test-a").fault(new Fault.Kill());
    for (int i = 0; i < 30; i++) {
      assertEquals(200, call().statusCode());
    }
    assertTrue(Pause.until(() -> picture().fitCount() == 2, LONG), "found out");
    assertNotEquals("test-a", call().headers().firstValue("X-Headgate-Node").orElse(""));
    assertEquals("test-a", active());
    run("status").saying("PAUSED").ends(0);

    simulation.node("test-a").heal();
    assertTrue(Pause.until(() -> picture().fitCount() == 3, LONG), "back");
    assertTrue(
        Pause.until(() -> picture().order().getFirst().name().equals("test-a"), LONG),
        "its calls are back");
    run("resume").saying("test goes on, test-a is active").ends(0);
    run("resume").saying("was not paused").ends(0);
    assertEquals(1, picture().failovers().size(), "the first choice alone");
  }

  @Test
  void an_alarm_is_acknowledged_until_it_is_over() {
    run("ack", "test").saying("has no alarm").ends(1);
    simulation.node("test-c").fault(new Fault.Kill());
    assertTrue(Pause.until(() -> !picture().alarms().isEmpty(), LONG), "found out");

    run("ack", "test", "--why", "on it").saying("acknowledged until it changes: test-c").ends(0);
    run("status").saying("acknowledged by").saying("on it").ends(0);

    simulation.node("test-c").heal();
    assertTrue(Pause.until(() -> picture().alarms().isEmpty(), LONG), "over");
    assertTrue(picture().orders().acknowledged().isEmpty());
  }

  @Test
  void of_many_switchovers_at_once_the_traffic_follows_one_and_no_call_fails() throws Exception {
    List<CompletableFuture<Ran>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(CompletableFuture.supplyAsync(() -> run("switchover", "test")));
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(200, call().statusCode());
    }
    List<Integer> codes = all.stream().map(CompletableFuture::join).map(Ran::code).toList();

    assertNotEquals("test-a", active(), codes.toString());
    assertTrue(codes.contains(0), codes.toString());
    assertEquals(2, picture().failovers().size(), "there, and not back");
  }

  @Test
  void a_drain_is_answered_and_then_ends_all() {
    run("drain", "--why", "upgrade").saying("it drains: /readyz says 503").ends(0);

    assertTrue(Pause.until(() -> plainCode() == 1, LONG), "the admin listener is gone at last");
    run("status").saying("nothing listens on").ends(1);
  }

  private int plainCode() {
    return run("status").code();
  }

  @Test
  void a_gateway_with_a_token_takes_orders_with_it_alone() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "ops:0123456789abcdef0123\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path wrong = Files.writeString(directory.resolve("wrong"), "0123456789abcdef0124\n");
    try (Gateway guarded = gateway(new AdminSettings(Optional.of(file)))) {
      run(guarded, "cordon", "test-c").saying("--token-file").ends(1);
      run(guarded, "cordon", "test-c", "--token-file", wrong.toString())
          .saying("not in admin.tokenFile")
          .ends(1);
      run(guarded, "cordon", "test-c", "--token-file", "/no/such").saying("no token file").ends(1);
      run(guarded, "cordon", "test-c", "--token-file", file.toString()).saying("cordoned").ends(0);
      run(guarded, "status").saying("CORDONED").ends(0);
      run(guarded, "history").saying("(token ops)").ends(0);
    }
  }

  /// The name is too long to be asked for anywhere.
  @Test
  void a_listener_that_is_not_to_be_found_is_named() {
    String host = "x".repeat(70);
    plain("status", "--admin", "http://" + host + ":1").saying("no host " + host).ends(1);
    plain("status", "--admin", host).saying("no host " + host).ends(1);
    plain("pause", "--admin", "127.0.0.1:1").saying("nothing listens on http://127.").ends(1);
  }

  @Test
  void a_server_that_is_no_gateway_is_named_as_such() throws IOException {
    String rpc = "127.0.0.1:" + gateway.rpcAddress().getPort();
    plain("pause", "--admin", rpc).saying("is this the admin listener of a gateway?").ends(1);
  }

  private HttpResponse<String> call() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + gateway.rpcAddress().getPort() + "/test"))
              .timeout(LONG)
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_gasPrice\",\"params\":[]}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
