package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.netns.NameServer;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Nodes by name, with a real name server that does what name servers do (row 59 of the faults to
/// be survived). The node ends each connection after its answer, so that every question needs the
/// name again.
@Tag("full")
@ExtendWith(NoLeaks.class)
class NamesIT {
  private static final String PROPERTY = "headgate.dns";
  private static final String NAME = "node.test";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
  private static final SteadyClock CLOCK = SteadyClock.system();

  @TempDir private Path directory = Path.of("unset");
  private final List<AutoCloseable> open = new ArrayList<>();
  private NameServer server;
  private WireQuestions questions;
  private Node node;
  private Loops loops;

  @BeforeEach
  void begin() throws Exception {
    server = add(NameServer.start(directory));
    System.setProperty(PROPERTY, server.address());
    loops = add(new Loops(1));
    RawNode raw = add(RawNode.over(listeningAt(server.at(1)), "http", NamesIT::once));
    node = Node.of("a", Role.PRIMARY, URI.create("http://" + NAME + ":" + raw.uri().getPort()));
    Wire wire = add(new Wire(loops, List.of(node), CLOCK, (_, _) -> {}, (_, _) -> {}));
    questions = new WireQuestions(wire, List.of(node));
  }

  private <T extends AutoCloseable> T add(T resource) {
    open.addFirst(resource);
    return resource;
  }

  @AfterEach
  void end() throws Exception {
    System.clearProperty(PROPERTY);
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static void once(RawNode.Line line) throws IOException {
    String answer = RawNode.http(200, RawNode.result(line.request().id(), "\"0x1\""));
    line.send(answer.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
  }

  private static ServerSocketFactory listeningAt(String address) {
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, 50);
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return new ServerSocket(port, backlog, InetAddress.ofLiteral(address));
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress any)
          throws IOException {
        return createServerSocket(port, backlog);
      }
    };
  }

  private void ask() throws IOException {
    byte[] answer =
        questions.ask(node, CALL.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5));
    assertTrue(new String(answer, StandardCharsets.UTF_8).contains("0x1"));
  }

  private boolean answers() {
    try {
      ask();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String refusal() {
    return String.valueOf(assertThrows(IOException.class, this::ask).getMessage());
  }

  /// Long enough for the answer's time to live to pass, and for the name to be asked again, often.
  private void askFor(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      ask();
    }
  }

  @Test
  void a_name_unknown_at_the_start_is_said_so_and_serves_once_it_is_there() throws Exception {
    assertEquals("unknown host name", refusal());
    server.knows(server.at(1) + " " + NAME);
    Await.until("the name is found", this::answers);
    ask();
  }

  @Test
  void a_name_that_comes_and_goes_serves_all_the_time() throws Exception {
    server.knows(server.at(1) + " " + NAME);
    Await.until("the name is found", this::answers);
    for (int i = 0; i < 3; i++) {
      server.knows("");
      askFor(Duration.ofMillis(1500));
      server.knows(server.at(1) + " " + NAME);
      askFor(Duration.ofMillis(500));
    }
  }

  @Test
  void a_name_server_that_dies_is_not_missed() throws Exception {
    server.knows(server.at(1) + " " + NAME);
    Await.until("the name is found", this::answers);
    server.kill();
    askFor(Duration.ofSeconds(4));
  }

  @Test
  void a_name_server_that_hangs_holds_up_nobody_who_has_been_there() throws Exception {
    server.knows(server.at(1) + " " + NAME);
    Await.until("the name is found", this::answers);
    server.hang();
    askFor(Duration.ofSeconds(4));
    server.proceed();
    ask();
  }

  @Test
  void a_name_server_that_is_slow_from_the_start_costs_one_wait_each_and_is_heard_at_last()
      throws Exception {
    server.knows(server.at(1) + " " + NAME);
    server.hang();
    assertEquals("no name server answers", refusal());
    server.proceed();
    Await.until("the late answer is taken", this::answers);
  }

  @Test
  void a_name_that_moves_is_followed() throws Exception {
    server.knows(server.at(2) + " " + NAME);
    Await.until("the first is tried", () -> refusal().equals("connection refused"));
    server.knows(server.at(1) + " " + NAME);
    Await.until("the second serves", this::answers);
  }

  @Test
  void of_many_addresses_the_living_one_is_found() throws Exception {
    server.knows(IntStream.rangeClosed(1, 9).mapToObj(i -> server.at(i) + " " + NAME).toList());
    Await.until("the living one is found", this::answers);
    for (int i = 0; i < 50; i++) {
      ask();
    }
  }

  @Test
  void an_answer_too_long_for_a_datagram_is_asked_for_again_over_tcp() {
    server.knows(
        IntStream.rangeClosed(1, 254)
            .mapToObj(i -> server.at(i) + " many-addresses-of-one." + NAME)
            .toList());
    NodeNames names = NameServers.names(loops, CLOCK);
    InetSocketAddress found =
        names
            .getResolver(loops.all().getFirst())
            .resolve(InetSocketAddress.createUnresolved("many-addresses-of-one." + NAME, 1))
            .syncUninterruptibly()
            .getNow();
    assertTrue(found.getAddress().getHostAddress().startsWith("10.213."), found.toString());
    names.close();
  }

  @Test
  void a_name_turned_against_this_machine_is_refused() {
    for (String bad : List.of("127.0.0.1", "169.254.169.254")) {
      server.knows(bad + " " + NAME);
      Await.until(
          bad + " is refused",
          () -> refusal().equals("its name leads to an address that no name may lead to"));
    }
  }

  @Test
  void a_name_that_is_rebound_keeps_the_address_it_had() throws Exception {
    server.knows(server.at(1) + " " + NAME);
    Await.until("the name is found", this::answers);
    server.knows("127.0.0.1 " + NAME);
    askFor(Duration.ofSeconds(3));
    server.knows("169.254.169.254 " + NAME);
    askFor(Duration.ofSeconds(3));
  }
}
