package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.anvil.Await;
import dev.headgate.time.Pause;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A gateway with next to no memory for buffers under many long answers and clients that read them
/// slowly: row 51 of the faults to be survived. It may refuse and it may cut; it must give nobody a
/// wrong answer, leave nobody waiting, and be as before when they are gone.
@Tag("full")
class ScarceMemoryIT {
  private static final int SLOW = 64;
  private static final int LONG_CALLS = 2;
  private static final int BYTES = 8_000_000;
  private static final Duration STALL = Duration.ofSeconds(4);
  private static final int STEP = 1_001;
  private static final String ANSWER_HEAD = "{\"jsonrpc\":\"2.0\",\"id\":";
  private static final String SMALL = Callers.call("eth_chainId", "[]");
  private static final String SMALL_ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1092\"}";

  /// How each client fared: "whole", "shed", "cut", or what was wrong.
  private final Map<String, AtomicInteger> fates = new ConcurrentHashMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"8m", "16m", "32m"})
  void many_slow_readers_over_little_memory_are_served_or_refused_and_then_all_is_well(String most)
      throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .jvm(
                    "-Xmx64m",
                    "-XX:MaxDirectMemorySize=" + most,
                    "-XX:+UseParallelGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Dio.netty.allocator.type=pooled")
                .ready()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        int number = i;
        threads.add(Thread.ofVirtual().start(() -> readsLongAnswers(gateway, number)));
      }
      for (int i = 0; i < 4; i++) {
        threads.add(Thread.ofVirtual().start(() -> asksLittle(gateway)));
      }
      for (Thread each : threads) {
        each.join();
      }
      System.out.printf("%s for buffers: %s%n", most, new TreeMap<>(fates));
      assertTrue(gateway.lives(), gateway::logged);
      Await.until("it serves as before", () -> servesAll(gateway));
      assertEquals(
          List.of(), fates.keySet().stream().filter(fate -> fate.contains("WRONG")).toList());
      assertEquals(1, gateway.metric("headgate_failovers_total"), "no node was blamed");
    }
  }

  private void fared(String fate) {
    fates.computeIfAbsent(fate, _ -> new AtomicInteger()).incrementAndGet();
  }

  private void readsLongAnswers(GatewayProcess gateway, int number) {
    for (int i = 0; i < LONG_CALLS; i++) {
      int length = BYTES + (i * SLOW + number) * STEP;
      fared("long: " + longAnswer(gateway, number * 1000 + i, length, STALL));
    }
  }

  private static String longAnswer(GatewayProcess gateway, int id, int length, Duration rest) {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"sim_blob\",\"params\":[%d]}"
            .formatted(id, length);
    try (RawClient client = new RawClient(gateway.address(), 64 << 10)) {
      client.post(gateway.path(), call);
      Pause.of(rest); // its answer has no place to go meanwhile
      Reply reply = client.reply();
      if (reply.status() == 503 && reply.body().contains("\"code\":-32005")) {
        return "shed";
      }
      // The contract's answer to a method that it does not know, once the node may have seen it.
      if (reply.body().startsWith(id + ",\"error\":{\"code\":-32000", ANSWER_HEAD.length())) {
        return "given up";
      }
      String right =
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":\"0x%s\"}".formatted(id, "a".repeat(length));
      return reply.body().equals(right) ? "whole" : wrong(reply);
    } catch (SocketTimeoutException e) {
      return "WRONG: no byte for a long time";
    } catch (IOException e) {
      return "cut";
    }
  }

  private static String wrong(Reply reply) {
    String body = reply.body();
    return "WRONG: %d, %d bytes: %s"
        .formatted(reply.status(), body.length(), body.substring(0, Math.min(200, body.length())));
  }

  private void asksLittle(GatewayProcess gateway) {
    for (int i = 0; i < 400; i++) {
      fared("little: " + little(gateway));
    }
  }

  private static String little(GatewayProcess gateway) {
    try (RawClient client = new RawClient(gateway.address())) {
      Reply reply = client.post(gateway.path(), SMALL).reply();
      if (reply.status() == 503 && reply.body().contains("-32005")) {
        return "shed";
      }
      return reply.body().equals(SMALL_ANSWER) ? "whole" : wrong(reply);
    } catch (SocketTimeoutException e) {
      return "WRONG: no byte for a long time";
    } catch (IOException e) {
      return "cut";
    }
  }

  private static boolean servesAll(GatewayProcess gateway) {
    for (int i = 0; i < 20; i++) {
      if (!little(gateway).equals("whole")
          || !longAnswer(gateway, i, BYTES, Duration.ZERO).equals("whole")) {
        return false;
      }
    }
    return true;
  }
}
