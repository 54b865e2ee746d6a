package dev.headgate.simulate;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// One HTTP answer as bytes on the wire, with the faults that speak HTTP and TCP. Pure.
///
/// @param bytes head and body
/// @param limit after so many bytes the ending comes, though there be more
/// @param delay before the first byte
/// @param drip between single bytes; zero sends as fast as the client reads
record Transmission(Body bytes, long limit, Ending ending, Duration delay, Duration drip) {
  /// An answer beyond this goes out in chunks.
  static final long CHUNKED_ABOVE = 64 * 1024;

  private static final int CHUNK = 16 * 1024;
  private static final int ZIPPED_BLOCK = 1 << 20;
  private static final String JSON = "application/json";

  /// What becomes of the connection.
  enum Ending {
    KEEP,
    FIN,
    RESET
  }

  /// Status, content type, further header lines and body, before framing.
  private record Plain(int status, String type, String headers, Body body) {
    Plain(int status, String type, Body body) {
      this(status, type, "", body);
    }
  }

  /// An answer outside of any fault, for what is no JSON-RPC at all; closes the connection.
  static Transmission refusal(int status, String why) {
    Plain plain = new Plain(status, "text/plain", "Connection: close\r\n", Body.of(why + "\n"));
    Body bytes = Body.join(List.of(head(plain, length(plain.body())), plain.body()));
    return new Transmission(bytes, bytes.length(), Ending.FIN, Duration.ZERO, Duration.ZERO);
  }

  /// @param failing whether this is one of those that an intermittent fault fails
  /// @param keepAlive whether the client may use the connection again
  static Transmission of(
      RpcServer.Answer answer, Faults faults, boolean failing, boolean keepAlive) {
    boolean close = !keepAlive || faults.has(Fault.CloseAfterEach.class);
    Plain plain = withClose(plain(answer, faults, failing), close);
    Body head = head(plain, framing(plain, faults));
    Body framed = Body.join(List.of(head, body(plain, faults), extra(faults)));
    long limit = limit(faults, head.length(), plain.body().length(), framed.length());
    Duration delay =
        answer
            .delay()
            .plus(faults.find(Fault.Slow.class).map(Fault.Slow::by).orElse(Duration.ZERO));
    Duration drip = faults.find(Fault.Drip.class).map(Fault.Drip::interval).orElse(Duration.ZERO);
    return new Transmission(
        framed, limit, ending(faults, close, limit < framed.length()), delay, drip);
  }

  private static Plain plain(RpcServer.Answer answer, Faults faults, boolean failing) {
    return faults
        .find(Fault.Http.class)
        .map(Fault.Http::status)
        .or(() -> intermittent(faults, failing))
        .map(status -> new Plain(status, "text/plain", Body.of("simulated status " + status)))
        .or(() -> faults.find(Fault.RateLimit.class).map(Transmission::limited))
        .or(() -> faults.find(Fault.Garbage.class).map(Transmission::garbage))
        .or(() -> faults.find(Fault.GzipBomb.class).map(Transmission::bomb))
        .or(() -> faults.find(Fault.Empty.class).map(_ -> new Plain(200, JSON, Body.EMPTY)))
        .orElseGet(() ->
            answer
                .body()
                .map(body -> new Plain(200, JSON, body))
                .orElseGet(() -> new Plain(204, JSON, Body.EMPTY)));
  }

  private static Optional<Integer> intermittent(Faults faults, boolean failing) {
    return faults
        .find(Fault.Intermittent.class)
        .filter(one -> failing && one.as() == Fault.Intermittent.As.HTTP)
        .map(_ -> 503);
  }

  private static Plain limited(Fault.RateLimit limit) {
    long seconds = limit.retryAfter().toSeconds();
    String header = seconds == 0 ? "" : "Retry-After: " + seconds + "\r\n";
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32005,\"message\":\"rate limit exceeded\"}}";
    return new Plain(429, JSON, header, Body.of(body));
  }

  private static Plain garbage(Fault.Garbage garbage) {
    return switch (garbage.content()) {
      case HTML -> new Plain(200, "text/html", Body.of("<html><body>It works!</body></html>"));
      case JSON -> new Plain(200, JSON, Body.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"));
    };
  }

  private static Plain withClose(Plain plain, boolean close) {
    return close
        ? new Plain(
            plain.status(), plain.type(), plain.headers() + "Connection: close\r\n", plain.body())
        : plain;
  }

  /// Spaces, which every JSON reader skips for as long as it is let.
  private static Plain bomb(Fault.GzipBomb bomb) {
    long blocks = Math.max(1, bomb.bytes() / ZIPPED_BLOCK);
    byte[] spaces = new byte[ZIPPED_BLOCK];
    Arrays.fill(spaces, (byte) ' ');
    CRC32 crc = new CRC32();
    for (long block = 0; block < blocks; block++) {
      crc.update(spaces);
    }
    byte[] start = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    byte[] end = new byte[10];
    end[0] = 3; // an empty last block
    littleEndian(end, 2, crc.getValue());
    littleEndian(end, 6, blocks * ZIPPED_BLOCK);
    Body zipped =
        Body.join(List.of(Body.of(start, 1), Body.of(deflated(spaces), blocks), Body.of(end, 1)));
    return new Plain(200, JSON, "Content-Encoding: gzip\r\n", zipped);
  }

  /// A full flush ends at a byte and forgets what came before, so the block may be repeated.
  private static byte[] deflated(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(bytes);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      int count;
      do {
        count = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
        out.write(buffer, 0, count);
      } while (count == buffer.length);
      return out.toByteArray();
    }
  }

  private static void littleEndian(byte[] into, int at, long value) {
    for (int index = 0; index < 4; index++) {
      into[at + index] = (byte) (value >>> (8 * index));
    }
  }

  private static String framing(Plain plain, Faults faults) {
    if (faults.has(Fault.DoubleLength.class)) {
      return length(plain.body()) + "Content-Length: " + (plain.body().length() + 7) + "\r\n";
    }
    if (faults.has(Fault.LengthAndChunked.class)) {
      return length(plain.body()) + "Transfer-Encoding: chunked\r\n";
    }
    if (plain.status() == 204) {
      return "";
    }
    return isChunked(plain, faults) ? "Transfer-Encoding: chunked\r\n" : length(plain.body());
  }

  private static boolean isChunked(Plain plain, Faults faults) {
    return faults.has(Fault.LengthAndChunked.class)
        || (plain.body().length() > CHUNKED_ABOVE && !faults.has(Fault.Truncated.class));
  }

  private static String length(Body body) {
    return "Content-Length: " + body.length() + "\r\n";
  }

  private static Body head(Plain plain, String framing) {
    return Body.of(
        "HTTP/1.1 "
            + plain.status()
            + " Simulated\r\nContent-Type: "
            + plain.type()
            + "\r\n"
            + plain.headers()
            + framing
            + "\r\n");
  }

  private static Body body(Plain plain, Faults faults) {
    return isChunked(plain, faults) ? plain.body().chunked(CHUNK) : plain.body();
  }

  private static Body extra(Faults faults) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0xdead\"}";
    return faults.has(Fault.ExtraBytes.class)
        ? Body.of(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
        : Body.EMPTY;
  }

  private static long limit(Faults faults, long head, long body, long all) {
    long reset = faults.find(Fault.Reset.class).map(Fault.Reset::bytes).orElse(all);
    long truncated =
        faults
            .find(Fault.Truncated.class)
            .map(one -> head + Math.min(one.bytes(), Math.max(0, body - 1)))
            .orElse(all);
    long cut =
        faults
            .find(Fault.Cut.class)
            .filter(one -> body > one.bytes())
            .map(one -> head + one.bytes())
            .orElse(all);
    return Math.min(Math.min(reset, all), Math.min(truncated, cut));
  }

  private static Ending ending(Faults faults, boolean close, boolean shortened) {
    if (faults.has(Fault.Reset.class)) {
      return Ending.RESET;
    }
    return close || shortened ? Ending.FIN : Ending.KEEP;
  }
}
