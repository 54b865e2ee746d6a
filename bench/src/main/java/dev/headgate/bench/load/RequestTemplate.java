package dev.headgate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// The bytes of a request but for its tags.
final class RequestTemplate {
  /// Thirteen digits: JSON's numbers have no leading zeros, and every client reads these exactly.
  static final long LEAST_TAG = 1_000_000_000_000L;

  static final long BEYOND_TAGS = 10 * LEAST_TAG;
  private static final int DIGITS = 13;

  private final byte[] bytes;

  /// Where tags stand, and which call of the batch each belongs to.
  private final int[] places;

  private final int[] calls;

  private RequestTemplate(byte[] bytes, int[] places, int[] calls) {
    this.bytes = bytes;
    this.places = places;
    this.calls = calls;
  }

  /// A request of so many calls of one method; one call is no batch.
  static RequestTemplate of(URI url, Mix.Method method, int batch) {
    String one =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + Mix.TAG
            + ",\"method\":\""
            + method.name()
            + "\",\"params\":"
            + method.params()
            + "}";
    List<String> all = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      all.add(one);
    }
    String body = batch == 1 ? one : "[" + String.join(",", all) + "]";
    int tags = occurrences(one);
    int length = body.length() + tags * batch * (DIGITS - Mix.TAG.length());
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + url.getRawAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + body;
    return cut(request, tags);
  }

  private static RequestTemplate cut(String request, int tagsPerCall) {
    List<Integer> places = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int at = request.indexOf(Mix.TAG); at >= 0; at = request.indexOf(Mix.TAG, from)) {
      text.append(request, from, at);
      places.add(text.length());
      text.append("0".repeat(DIGITS));
      from = at + Mix.TAG.length();
    }
    text.append(request, from, request.length());
    int[] at = places.stream().mapToInt(Integer::intValue).toArray();
    int[] calls = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      calls[i] = i / tagsPerCall;
    }
    return new RequestTemplate(text.toString().getBytes(US_ASCII), at, calls);
  }

  private static int occurrences(String one) {
    return (one.length() - one.replace(Mix.TAG, "").length()) / Mix.TAG.length();
  }

  int length() {
    return bytes.length;
  }

  /// Writes the request whose first call has this tag; the others follow it.
  void write(ByteBuf out, long tag) {
    int start = out.writerIndex();
    out.writeBytes(bytes);
    for (int i = 0; i < places.length; i++) {
      long value = tag + calls[i];
      int at = start + places[i];
      for (int digit = DIGITS - 1; digit >= 0; digit--) {
        out.setByte(at + digit, (int) ('0' + value % 10));
        value /= 10;
      }
    }
  }
}
