package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.ManualClock;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names and what becomes of them, with a name server that the test plays and time that it moves.
class NodeNamesTest {
  private static final String HOST = "node.example";
  private static final int PORT = 8545;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ManualClock clock = new ManualClock();
  private final Deque<Promise<List<InetSocketAddress>>> questions = new ArrayDeque<>();
  private final AddressResolver<InetSocketAddress> names =
      new NodeNames(
              DefaultAddressResolverGroup.INSTANCE,
              (host, _) -> Map.of("localhost", literal("127.0.0.1")).get(host),
              clock)
          .finder(channel.eventLoop(), new Server(channel.eventLoop()));

  /// Remembers each question until the test answers it.
  private final class Server extends AbstractAddressResolver<InetSocketAddress> {
    Server(EventExecutor executor) {
      super(executor, InetSocketAddress.class);
    }

    @Override
    protected boolean doIsResolved(InetSocketAddress address) {
      return !address.isUnresolved();
    }

    @Override
    protected void doResolve(InetSocketAddress name, Promise<InetSocketAddress> promise) {
      promise.setFailure(new UnsupportedOperationException());
    }

    @Override
    protected void doResolveAll(InetSocketAddress name, Promise<List<InetSocketAddress>> promise) {
      questions.add(promise);
    }
  }

  private static InetAddress literal(String address) {
    return InetAddress.ofLiteral(address);
  }

  private Future<InetSocketAddress> find(String host) {
    return names.resolve(InetSocketAddress.createUnresolved(host, PORT));
  }

  private void answer(String... addresses) {
    questions
        .remove()
        .setSuccess(
            Arrays.stream(addresses).map(each -> new InetSocketAddress(literal(each), 0)).toList());
    channel.runPendingTasks();
  }

  private void nothing() {
    questions.remove().setFailure(new UnknownHostException("no such domain"));
    channel.runPendingTasks();
  }

  /// Where a connection would go now.
  private String now() {
    Future<InetSocketAddress> found = find(HOST);
    assertTrue(found.isSuccess(), () -> "at once: " + found.cause());
    assertEquals(PORT, found.getNow().getPort());
    return found.getNow().getAddress().getHostAddress();
  }

  private String known(String... addresses) {
    find(HOST);
    answer(addresses);
    return now();
  }

  private void later() {
    clock.advance(NodeNames.LEAST_AGE);
  }

  private static String why(Future<?> found) {
    return Reasons.ofConnect(assertInstanceOf(NameFailure.class, found.cause()));
  }

  @Test
  void a_name_is_found_once_and_then_known() {
    Future<InetSocketAddress> found = find(HOST);
    assertFalse(found.isDone());
    answer("10.0.0.1");
    assertEquals("10.0.0.1", found.getNow().getAddress().getHostAddress());
    assertEquals("10.0.0.1", now());
  }

  @Test
  void a_name_that_is_gone_keeps_its_last_address() {
    assertEquals("10.0.0.1", known("10.0.0.1"));
    for (int i = 0; i < 3; i++) {
      later();
      now();
      if (!questions.isEmpty()) {
        nothing();
      }
    }
    assertEquals("10.0.0.1", now());
  }

  @Test
  void a_slow_name_server_holds_up_nobody_who_has_been_there() {
    known("10.0.0.1");
    questions.clear();
    for (int i = 0; i < 50; i++) {
      later();
      assertEquals("10.0.0.1", now());
    }
    assertEquals(0, questions.size(), "the question of the first time is still under way");
  }

  @Test
  void a_name_is_asked_again_at_most_once_a_second() {
    known("10.0.0.1");
    int before = questions.size();
    for (int i = 0; i < 100; i++) {
      now();
    }
    assertEquals(before, questions.size());
    answer("10.0.0.1");
    later();
    now();
    assertEquals(1, questions.size());
  }

  @Test
  void a_name_that_moves_is_followed() {
    known("10.0.0.1");
    answer("10.0.0.2");
    assertEquals("10.0.0.2", now());
  }

  @Test
  void a_name_that_flaps_serves_all_the_time() {
    known("10.0.0.1");
    for (int i = 0; i < 20; i++) {
      if (i % 2 == 0) {
        nothing();
      } else {
        answer("10.0.0.1");
      }
      later();
      assertEquals("10.0.0.1", now());
    }
  }

  @Test
  void a_name_unknown_from_the_start_is_said_so_and_found_once_it_is_there() {
    Future<InetSocketAddress> found = find(HOST);
    nothing();
    assertEquals("unknown host name", why(found));
    assertEquals("10.0.0.1", known("10.0.0.1"));
  }

  @Test
  void nobody_waits_long_for_a_silent_name_server_and_its_answer_is_not_lost() {
    Future<InetSocketAddress> found = find(HOST);
    channel.advanceTimeBy(NodeNames.LONGEST_WAIT.toMillis() + 1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertEquals("no name server answers", why(found));
    answer("10.0.0.1");
    assertEquals("10.0.0.1", now());
  }

  @Test
  void of_many_addresses_one_is_used_until_it_fails() {
    assertEquals("10.0.0.1", known("10.0.0.1", "10.0.0.2", "10.0.0.3"));
    assertEquals("10.0.0.1", now());
    NodeNames.failed(names, find(HOST).getNow());
    assertEquals("10.0.0.2", now());
    answer("10.0.0.3", "10.0.0.2", "10.0.0.1");
    assertEquals("10.0.0.2", now(), "another order is no other answer");
    NodeNames.failed(names, find(HOST).getNow());
    assertEquals("10.0.0.1", now());
  }

  @Test
  void a_failure_that_is_told_twice_skips_one_address_only() {
    known("10.0.0.1", "10.0.0.2", "10.0.0.3");
    InetSocketAddress first = find(HOST).getNow();
    NodeNames.failed(names, first);
    NodeNames.failed(names, first);
    assertEquals("10.0.0.2", now());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1.2.3",
        "::1",
        "0.0.0.0",
        "::",
        "169.254.169.254",
        "fe80::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "224.0.0.1",
        "255.255.255.255",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "0.1.2.3"
      })
  void a_name_may_not_lead_here(String address) {
    Future<InetSocketAddress> found = find(HOST);
    answer(address);
    assertEquals("its name leads to an address that no name may lead to", why(found));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1", "192.168.1.1", "172.16.0.1", "8.8.8.8", "fd12::1", "2001:db8::1"})
  void a_name_may_lead_where_nodes_live(String address) {
    assertEquals(literal(address), literal(known(address)));
  }

  @Test
  void a_name_that_is_turned_against_this_machine_keeps_its_last_address() {
    known("10.0.0.1");
    answer("169.254.169.254");
    assertEquals("10.0.0.1", now());
    later();
    now();
    answer("127.0.0.1", "10.0.0.9");
    assertEquals("10.0.0.9", now(), "what is allowed of an answer is taken");
  }

  @Test
  void an_address_and_the_hosts_file_are_the_operators_own_word() {
    assertEquals(literal("127.0.0.1"), find("127.0.0.1").getNow().getAddress());
    assertEquals(literal("::1"), find("::1").getNow().getAddress());
    assertEquals(literal("169.254.1.1"), find("169.254.1.1").getNow().getAddress());
    assertEquals(literal("127.0.0.1"), find("localhost").getNow().getAddress());
    assertEquals(0, questions.size());
  }

  @Test
  void name_servers_are_given_as_addresses() {
    assertEquals(List.of("/10.0.0.2:5353", "/10.0.0.3:53"), servers("10.0.0.2:5353, 10.0.0.3"));
    assertEquals(
        List.of("/[0:0:0:0:0:0:0:1]:5353", "/[fd00:0:0:0:0:0:0:1]:53"),
        servers("[::1]:5353,fd00::1"));
    for (String bad : List.of("dns.example", "10.0.0.2:", "10.0.0.2:0", "10.0.0.2:70000", "1,,2")) {
      assertEquals(List.of(), servers(bad), bad);
    }
  }

  private static List<String> servers(String text) {
    return NameServers.servers(text).stream().map(InetSocketAddress::toString).toList();
  }
}
