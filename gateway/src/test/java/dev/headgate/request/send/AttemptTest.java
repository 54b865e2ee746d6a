package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.BreakerSettings;
import dev.headgate.config.HedgeDelay;
import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.decode.Request;
import dev.headgate.request.plan.LatencyQuantile;
import dev.headgate.request.plan.Patience;
import dev.headgate.testing.ManualClock;
import dev.headgate.testing.Recorder;
import dev.headgate.wire.Loops;
import dev.headgate.wire.LooseConnection;
import dev.headgate.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When an attempt stops reading a long answer, and when it goes on.
class AttemptTest {
  private static final Node NODE = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private static final Chain CHAIN =
      new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(NODE));
  private static final Loops LOOPS = new Loops(1);
  private static final String BEGINNING =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + "f".repeat(100);

  /// Takes as much as it is told to take.
  private static final class Client implements AnswerSink {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean takes;
    private Runnable breaks = () -> {};

    @Override
    public void write(ByteBuf part) {
      part.release();
      breaks.run();
    }

    @Override
    public boolean writable() {
      return takes;
    }

    @Override
    public void whenWritable(Runnable resume) {
      waiting.add(resume);
    }

    @Override
    public void finish() {}

    @Override
    public void cut() {}

    void takesAgain() {
      takes = true;
      List<Runnable> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(Runnable::run);
    }
  }

  private final Client client = new Client();
  private final List<AttemptEnd> ends = new ArrayList<>();
  private final ManualClock clock = new ManualClock();
  private final LooseConnection line = new LooseConnection(NODE, clock);
  private final Wire wire = new Wire(LOOPS, List.of(NODE), clock, (_, _) -> {}, (_, _) -> {});
  private final ByteBuf request =
      bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getLogs\",\"params\":[]}");
  private final Parcel parcel = parcel();
  private final Attempt attempt = attempt();

  private Parcel parcel() {
    if (CallReader.read(request, new ReadLimits(50, 1)) instanceof Request.Single(Call call)) {
      return Parcel.single(request, call, UnpooledByteBufAllocator.DEFAULT);
    }
    throw new AssertionError("a call");
  }

  private Attempt attempt() {
    NodeBreaker breaker = new NodeBreaker(NODE, BreakerSettings.DEFAULTS, clock, (_, _) -> {});
    SendSettings settings =
        new SendSettings(
            CHAIN,
            wire,
            clock,
            new Recorder(),
            new Held(1 << 20),
            new HedgeDelay.Off(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120),
            50,
            1 << 20,
            Patience.DEFAULTS);
    Lane lane =
        new Lane(
            new NodeState(NODE, breaker, clock.nanos()),
            line.pool(),
            new LatencyQuantile(),
            new Timers(line.loop(), clock));
    return new Attempt(
        lane,
        parcel,
        settings,
        false,
        new Attempt.Owner() {
          @Override
          public void ended(Attempt mine, AttemptEnd end) {
            ends.add(end);
          }

          @Override
          public @Nullable AnswerSink begins(Attempt mine, long length) {
            return client;
          }
        });
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private void begins() {
    attempt.sent(line.connection());
    attempt.head(200, 1_000, false);
    attempt.content(bytes(BEGINNING));
  }

  @AfterEach
  void close() {
    line.close();
    wire.close();
    parcel.release();
    request.release();
    assertEquals(0, request.refCnt());
  }

  @AfterAll
  static void end() {
    LOOPS.close();
  }

  @Test
  void a_client_that_takes_all_is_never_waited_for() {
    client.takes = true;
    begins();
    assertTrue(line.reads());
    assertTrue(attempt.stalls(), "if anybody stalls, it is the node");
  }

  @Test
  void the_node_is_read_again_when_the_client_takes_again() {
    begins();
    assertFalse(line.reads());
    assertFalse(attempt.stalls(), "it is the client who stalls");
    client.takesAgain();
    assertTrue(line.reads());
  }

  /// What one read brought comes in several parts.
  @Test
  void the_client_is_asked_once_however_many_parts_still_come() {
    begins();
    attempt.content(bytes("ff"));
    attempt.content(bytes("ff"));
    assertEquals(1, client.waiting.size());
  }

  @Test
  void a_client_may_stop_taking_again_and_again() {
    begins();
    for (int i = 0; i < 3; i++) {
      client.takesAgain();
      assertTrue(line.reads());
      client.takes = false;
      attempt.content(bytes("ff"));
      assertFalse(line.reads());
    }
  }

  /// The node was not allowed to send: its time counts from when it is.
  @Test
  void a_pause_is_no_silence_of_the_node() {
    begins();
    clock.advance(Duration.ofMinutes(5));
    client.takesAgain();
    assertEquals(clock.nanos(), attempt.lastProgressNanos());
  }

  /// By then the connection is another call's, which may have stopped it for its own client.
  @Test
  void a_client_that_takes_again_too_late_moves_no_connection() {
    begins();
    attempt.content(bytes("\"}"));
    attempt.end();
    assertEquals(List.of(new AttemptEnd.Streamed(true)), ends);
    line.connection().pause();
    client.takesAgain();
    assertFalse(line.reads());
  }

  @Test
  void a_client_that_breaks_under_a_write_is_not_waited_for() {
    client.takes = true;
    begins();
    client.takes = false;
    client.breaks = () -> attempt.abandon(AttemptRecorder.End.CANCELLED, null);
    ByteBuf part = bytes("ff");
    attempt.content(part);
    assertEquals(0, part.refCnt());
    assertEquals(List.of(), client.waiting);
    assertEquals(List.of(), ends, "its owner had turned away");
  }
}
