package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The agent-check listener as HAProxy and others meet it.
class AgentCheckIT {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private final World world = World.well();
  private final AgentCheck agent = new AgentCheck(FREE, world.board, world.draining::get);

  @BeforeEach
  void start() throws IOException {
    agent.start();
  }

  @AfterEach
  void close() {
    agent.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(agent.address().getAddress(), agent.address().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /// All that comes until the other side ends it.
  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private String ask(String text) throws IOException {
    try (Socket socket = connect()) {
      send(socket, text);
      return rest(socket);
    }
  }

  @Test
  void a_line_is_answered_and_the_connection_ends() throws IOException {
    assertEquals("up ready 100%\n", ask("ethereum\n"));
    assertEquals("up ready 100%\n", ask("42161\r\n"));
    assertEquals("up ready 100%\n", ask("\n"));
    assertEquals("down #no chain solana here\n", ask("solana\n"));
  }

  @Test
  void who_sends_nothing_is_told_of_all_chains() throws IOException {
    world.publishUnserved(world.ethereum, world.wrongChain(world.gethA));
    try (Socket socket = connect()) {
      assertTrue(rest(socket).startsWith("down #ethereum: "));
    }
    try (Socket socket = connect()) {
      socket.shutdownOutput();
      assertTrue(rest(socket).startsWith("down #ethereum: "), "nor waits for it");
    }
  }

  @Test
  void a_name_without_its_newline_is_taken_when_nothing_follows() throws IOException {
    world.publishUnserved(world.ethereum, world.wrongChain(world.gethA));
    assertEquals("up ready 100%\n", ask("arbitrum"));
    try (Socket socket = connect()) {
      send(socket, "arbitrum");
      socket.shutdownOutput();
      assertEquals("up ready 100%\n", rest(socket));
    }
  }

  @Test
  void a_name_may_come_in_pieces() throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (String piece : List.of("ethe", "reum", "\n")) {
        send(socket, piece);
      }
      assertEquals("up ready 100%\n", rest(socket));
    }
  }

  @Test
  void a_drain_is_told_at_once() throws IOException {
    world.draining.set(true);
    assertEquals("drain #draining: this gateway is stopping\n", ask("ethereum\n"));
  }

  @Test
  void a_line_without_an_end_is_cut_off() throws IOException {
    assertTrue(ask("x".repeat(AgentCheck.LONGEST + 1)).startsWith("down #no chain xxx"));
    assertTrue(ask("\u0000\u00ff\n").startsWith("down #no chain ??"));
  }

  @Test
  void a_flood_of_silent_connections_is_bounded_and_ends_by_itself() throws IOException {
    List<Socket> flood = new ArrayList<>();
    for (int i = 0; i < 3 * AgentCheck.MOST_CONNECTIONS; i++) {
      flood.add(connect());
    }
    for (Socket socket : flood) {
      try (socket) {
        String word = rest(socket);
        assertTrue(word.isEmpty() || word.equals("up ready 100%\n"), word);
      }
    }
    assertEquals("up ready 100%\n", ask("ethereum\n"), "and afterwards there is room again");
  }

  @Test
  void a_taken_address_is_named_with_its_key() {
    try (AgentCheck second = new AgentCheck(agent.address(), world.board, () -> false)) {
      IOException taken = assertThrows(IOException.class, second::start);
      assertTrue(taken.toString().contains("listen.agentCheck"), taken.toString());
    }
  }
}
