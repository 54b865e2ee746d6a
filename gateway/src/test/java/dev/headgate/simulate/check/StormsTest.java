package dev.headgate.simulate.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.simulate.Received;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StormsTest {
  /// Windows of a hundred, twice the calls, nothing on top.
  private static final Storms TWICE = new Storms(100, 2, 0, 0);

  @Test
  void as_many_attempts_as_allowed_are_no_storm() {
    assertEquals(List.of(), TWICE.find(calls(10), List.of(received(0, 10), received(0, 10))));
  }

  @Test
  void one_more_is() {
    assertEquals(
        List.of("storm: 21 attempts for 10 calls in a window, at most 20"),
        TWICE.find(calls(10), List.of(received(0, 10), received(0, 11))));
  }

  @Test
  void each_window_stands_for_itself() {
    List<ClientCall> calls = List.of(call(0, 0), call(1, 150));
    assertEquals(List.of(), TWICE.find(calls, List.of(at("0", 0, 1), at("1", 151, 152))));
    assertEquals(1, TWICE.find(calls, List.of(at("0", 0), at("1", 151, 152, 153))).size());
  }

  @Test
  void probes_are_no_attempts() {
    assertEquals(List.of(), TWICE.find(calls(1), List.of(at("probe", 1, 2, 3, 4, 5))));
  }

  @Test
  void calls_moved_off_a_dying_node_are_free() {
    Storms moved = new Storms(100, 1, 0, 1);
    assertEquals(List.of(), moved.find(calls(1), List.of(at("0", 1, 2))));
    assertEquals(1, moved.find(calls(1), List.of(at("0", 1, 2, 3))).size());
  }

  private static List<ClientCall> calls(int count) {
    return IntStream.range(0, count).mapToObj(i -> call(i, i)).toList();
  }

  private static ClientCall call(int tag, long sent) {
    return ClientCall.answered("c", Integer.toString(tag), "eth_call", sent, sent + 1, "1");
  }

  private static List<Received> received(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> new Received(Integer.toString(i % 10), "eth_call", 1, i))
        .toList();
  }

  private static List<Received> at(String tag, long... moments) {
    return LongStream.of(moments).mapToObj(at -> new Received(tag, "eth_call", 1, at)).toList();
  }
}
