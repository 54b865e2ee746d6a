package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.Recorder;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A call never changes its event loop: its client's connection, its attempts and its node's
/// connections are one thread's.
@ExtendWith(NoLeaks.class)
class SameLoopIT {
  @Test
  void a_call_stays_on_the_loop_of_its_client() throws IOException {
    Set<Thread> loops = new HashSet<>();
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.reset(); // so that each call is tried twice
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).threads(2).start()) {
      for (int i = 0; i < 8; i++) {
        try (RawClient client = path.raw()) {
          client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").reply();
          Thread mine = path.lastPageThread();
          loops.add(mine);
          int attempts = path.recorder().attempts().size();
          int calls = path.recorder().calls().size();
          for (String method : new String[] {"eth_chainId", "eth_getLogs"}) {
            assertEquals(
                RawNode.result("1", "1"),
                client.post("/", RequestPath.call("1", method)).reply().body());
          }
          for (Recorder.Attempt attempt :
              path.recorder().attempts().subList(attempts, path.recorder().attempts().size())) {
            assertEquals(mine, attempt.thread(), attempt.toString());
          }
          for (Recorder.Call call :
              path.recorder().calls().subList(calls, path.recorder().calls().size())) {
            assertEquals(mine, call.thread(), call.toString());
          }
        }
      }
      assertEquals(2, loops.size(), "both loops had clients");
      assertTrue(path.recorder().attempts().size() > 16, "some were tried twice");
    }
  }
}
