package dev.headgate.bench.jmh;

import dev.headgate.request.decode.Answer;
import dev.headgate.request.decode.AnswerReader;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.Peek;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.decode.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Bytes of callers and nodes, from a direct buffer, as they come.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ScannerBench {
  private static final int DEPTH = 64;
  private static final int CALLS = 100;
  private static final int SMALL = 100;
  private static final int LARGE = 1 << 20;
  private static final ReadLimits LIMITS = new ReadLimits(DEPTH, CALLS);

  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_call\",\"params\":[{\"to\":"
          + "\"0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2\",\"data\":\"0x18160ddd\"},\"latest\"]}";

  private final ByteBuf call = buffer(CALL.formatted(1));
  private final ByteBuf batch =
      buffer(
          IntStream.range(0, CALLS)
              .mapToObj(CALL::formatted)
              .collect(Collectors.joining(",", "[", "]")));
  private final ByteBuf small = buffer(answer(SMALL));
  private final ByteBuf large = buffer(answer(LARGE));

  private static String answer(int bytes) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x" + "0".repeat(bytes) + "\"}";
  }

  private static ByteBuf buffer(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  /// One call of 150 bytes: 250 ns at most, 80 ns and no heap at best.
  @Benchmark
  public Request oneCall() {
    return CallReader.read(call, LIMITS);
  }

  /// A batch of 100 such calls: 20 us at most, 8 us at best.
  @Benchmark
  public Request batchOf100() {
    return CallReader.read(batch, LIMITS);
  }

  /// The answer to a small call, read whole for what it says.
  @Benchmark
  public Answer smallAnswer() {
    return AnswerReader.single(small, DEPTH);
  }

  /// The first look at a long answer: no more than its head, whatever its length; 15 ns are
  /// possible.
  @Benchmark
  public Peek peekAtOneMegabyte() {
    return AnswerReader.peek(large, DEPTH);
  }
}
