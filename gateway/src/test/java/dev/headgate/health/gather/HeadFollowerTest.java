package dev.headgate.health.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.Observation;
import dev.headgate.testing.FakeSockets;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadFollowerTest {
  private static final Node NODE =
      Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"))
          .withWs(URI.create("ws://127.0.0.1:2/canary-5ecret"));
  private static final long NOW = 1_793_491_200;

  private final ManualClock clock = new ManualClock();
  private final FakeSockets sockets = new FakeSockets();
  private final List<Observation> seen = new ArrayList<>();
  private final HeadFollower follower =
      new HeadFollower("ethereum", NODE, sockets, clock, seen::add);

  HeadFollowerTest() {
    follower.start();
  }

  private Observation socket(boolean up) {
    return new Observation.Socket(NODE, clock.instant(), up);
  }

  private void says(String header) {
    sockets.at("a").notified(header.getBytes(StandardCharsets.UTF_8));
  }

  private void polls(long number) {
    clock.advance(Duration.ofSeconds(1));
    follower.polled(
        new Observation.Head(NODE, clock.instant(), number, "0x1", "0x0", NOW, 1_000_000));
  }

  @Test
  void each_head_that_is_pushed_is_an_observation_with_everything_in_it() {
    sockets.at("a").subscribed();
    sockets.push("a", 255, NOW);
    assertEquals(List.of("a subscribes [\"newHeads\"]"), sockets.told());
    assertEquals(
        List.of(
            socket(true),
            new Observation.Pushed(
                NODE,
                clock.instant(),
                255,
                "0x%064x".formatted(256),
                "0x%064x".formatted(255),
                NOW)),
        seen);
  }

  @Test
  void what_a_header_holds_beside_is_of_no_interest() {
    sockets.at("a").subscribed();
    String header = FakeSockets.header(255, NOW);
    says(
        header.substring(0, header.length() - 1)
            + ",\"l1BlockNumber\":\"0x1\",\"blockExtraData\":{\"a\":[1,2]},\"size\":null}");
    assertEquals(2, seen.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | null for a header",
        "12 | something that is no header",
        "[] | something that is no header",
        "{} | no block timestamp",
        "{\"timestamp\":\"0xffffffffff\"} | a block timestamp beyond all reason",
        "{\"timestamp\":\"0x1\",\"number\":\"12\"} | a block number that is no hex number",
        "{\"timestamp\":\"0x1\",\"number\":\"0xffffffffffffffff\"} | a block number beyond all reason",
        "{\"timestamp\":\"0x1\",\"number\":\"0x1\",\"hash\":\"0x12\"} | a block hash that is no hash",
      })
  void a_push_that_is_no_header_ends_the_connection_and_is_not_quoted(String header, String why) {
    sockets.at("a").subscribed();
    says(header);
    assertEquals("a doubts: it pushed " + why, sockets.told().getLast());
    assertEquals(List.of(socket(true)), seen);
  }

  @Test
  void a_header_beyond_all_size_is_not_even_read() {
    sockets.at("a").subscribed();
    says("{\"extraData\":\"" + "x".repeat(300_000) + "\"}");
    assertEquals("a doubts: it pushed a header over 256 KiB", sockets.told().getLast());
  }

  @Test
  void loss_and_return_are_told_once_each() {
    sockets.at("a").lost("connection refused");
    sockets.at("a").subscribed();
    sockets.at("a").lost("the connection was lost");
    sockets.at("a").lost("the connection was lost");
    sockets.at("a").subscribed();
    sockets.push("a", 1, NOW);
    assertEquals(
        List.of(socket(false), socket(true), socket(false), socket(true)),
        seen.stream().filter(o -> o instanceof Observation.Socket).toList());
  }

  @Test
  void a_socket_that_is_silent_while_polls_show_new_heads_is_ended_and_only_a_push_redeems_it() {
    sockets.at("a").subscribed();
    sockets.push("a", 100, NOW);
    polls(101);
    assertEquals(1, sockets.told().size());
    polls(102);
    assertEquals(
        "a doubts: it pushes nothing while polls show new heads", sockets.told().getLast());
    sockets.at("a").lost("it pushes nothing while polls show new heads");
    sockets.at("a").subscribed();
    assertEquals(socket(false), seen.getLast(), "it said so before");
    polls(103);
    polls(104);
    polls(105);
    assertEquals(3, sockets.told().size(), "ended again, though not told as down again");
    sockets.at("a").lost("it pushes nothing while polls show new heads");
    assertEquals(socket(false).getClass(), seen.getLast().getClass());
    sockets.at("a").subscribed();
    sockets.push("a", 106, NOW);
    assertTrue(seen.contains(socket(true)));
  }

  @Test
  void a_follower_that_is_closed_unsubscribes() {
    follower.close();
    assertEquals("a ends", sockets.told().getLast());
  }
}
