package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.accept.HttpCorpus.Case;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every piece of the corpus through the real HAProxy (row 27 of the faults to be survived). A
/// client sends it and ends its side; what it is told until HAProxy has ended its own is the
/// outcome. Others call before and after, on the connections to the gateway that it used.
@Tag("full")
@ExtendWith(NoLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpCorpusFrontIT {
  private static final String INNOCENT = RequestPath.call("777", "eth_chainId");
  private static final String ITS_ANSWER = RawNode.result("777", "\"0x1\"");
  private static final int INNOCENTS = 3;
  private static final int TRIES = 20;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

  private final RawNode node = RawNode.answering("\"0x1\"");
  private final RequestPath path = RequestPath.over(node).behindProxy().start();
  private final LittleFront front = new LittleFront(path.address());

  @AfterAll
  void close() {
    front.close();
    path.close();
    node.close();
  }

  static Stream<Case> corpus() {
    return HttpCorpus.all();
  }

  private void serves() throws IOException {
    for (int i = 0; i < INNOCENTS; i++) {
      try (RawClient client = front.client()) {
        assertEquals(ITS_ANSWER, client.post("/", INNOCENT).reply().body());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void haproxy_and_the_gateway_read_it_in_one_way(Case sent) throws IOException {
    String[] expected = sent.front().split("/", -1);
    List<String> statuses = Stream.of(expected[0].split(" ")).filter(s -> !s.isEmpty()).toList();
    Heard whole = new Heard(statuses, expected[1]);
    Heard heard = heard(sent);
    for (int i = 1; i < TRIES && !heard.is(whole); i++) {
      assertTrue(heard.begins(whole), heard + " is not how this begins: " + whole);
      heard = heard(sent);
    }
    assertTrue(heard.is(whole), heard + ", not " + whole);
  }

  private Heard heard(Case sent) throws IOException {
    serves();
    int before = node.requests().size();
    String told;
    try (RawClient client = front.client()) {
      client.send(sent.raw()).halfClose();
      told = client.untilTheEnd();
    }
    serves();
    return new Heard(
        STATUS.matcher(told).results().map(found -> found.group(1)).toList(), calls(before));
  }

  /// What came of a piece: the client has gone by then, and HAProxy may see that before it has read
  /// on to a later request, or told of a refusal.
  private record Heard(List<String> statuses, String calls) {

    /// To what it refuses behind an answer HAProxy says 400, or nothing when it has seen the
    /// client's FIN by then; the gateway's 413 may meet a client that has gone, too.
    boolean is(Heard whole) {
      String last = whole.statuses.isEmpty() ? "" : whole.statuses.getLast();
      boolean refused = (last.equals("400") && !statuses.isEmpty()) || last.equals("413");
      boolean quiet =
          refused && statuses.equals(whole.statuses.subList(0, whole.statuses.size() - 1));
      return calls.equals(whole.calls) && (quiet || statuses.equals(whole.statuses));
    }

    boolean begins(Heard whole) {
      return whole.calls.startsWith(calls)
          && statuses.size() <= whole.statuses.size()
          && statuses.equals(whole.statuses.subList(0, statuses.size()));
    }
  }

  private String calls(int before) {
    return node.requests().stream()
        .skip(before)
        .map(RawNode.Request::id)
        .filter(id -> !id.equals("777"))
        .collect(Collectors.joining(","));
  }
}
