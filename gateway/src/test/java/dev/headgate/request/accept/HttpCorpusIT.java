package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.headgate.request.accept.HttpCorpus.Case;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every piece of the corpus at the gateway's own listener (row 27 of the faults to be survived).
@ExtendWith(NoLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpCorpusIT {
  private static final String INNOCENT = RequestPath.call("777", "eth_chainId");
  private static final String ITS_ANSWER = RawNode.result("777", "\"0x1\"");

  private final RawNode node = RawNode.answering("\"0x1\"");
  private RequestPath path = RequestPath.over(node).start();

  @BeforeAll
  void warm() throws IOException {
    serves();
  }

  @AfterAll
  void close() {
    path.close();
    node.close();
  }

  private void serves() throws IOException {
    try (RawClient client = path.raw()) {
      assertEquals(ITS_ANSWER, client.post("/", INNOCENT).reply().body());
    }
  }

  static Stream<Case> corpus() {
    return HttpCorpus.all();
  }

  @Test
  void the_corpus_is_large_and_no_two_of_it_share_a_name() {
    List<String> names = corpus().map(Case::toString).toList();

    assertEquals(List.copyOf(names.stream().distinct().toList()), names);
    assertFalse(names.size() < 100, names.size() + " cases");
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void what_a_client_sends_is_read_in_one_way(Case sent) throws IOException {
    int before = node.requests().size();
    StringBuilder seen = new StringBuilder();
    try (RawClient client = path.raw()) {
      client.send(sent.raw());
      String ending = "";
      for (String due :
          sent.direct().substring(0, sent.direct().indexOf(" /") + 1).split(" ", -1)) {
        if (due.isEmpty()) {
          continue;
        }
        if (Character.isDigit(due.charAt(0))) {
          seen.append(client.reply().status()).append(' ');
        } else {
          ending = due;
        }
      }
      end(client, ending);
      seen.append(ending).append(" /").append(calls(before));
    }
    assertEquals(sent.direct(), seen.toString());
    serves();
  }

  private static void end(RawClient client, String ending) throws IOException {
    switch (ending) {
      case "end" -> assertEquals("", client.untilTheEnd());
      case "stays" -> assertEquals(ITS_ANSWER, client.post("/", INNOCENT).reply().body());
      default -> {
        client.halfClose();
        assertEquals("", client.untilTheEnd());
      }
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
