package dev.headgate.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/// The node's side of a WebSocket whose every frame is scripted (RFC 6455).
public final class RawSocket {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final RawNode.Line line;

  /// A frame from the client, unmasked.
  public record Frame(int kind, String text) {}

  private RawSocket(RawNode.Line line) {
    this.line = line;
  }

  /// Reads the handshake and agrees.
  public static RawSocket shake(RawNode.Line line) throws IOException {
    line.send(agreement(line.request().head()));
    return new RawSocket(line);
  }

  /// The right answer to a handshake with this head.
  public static String agreement(String head) {
    String key =
        head.lines()
            .filter(each -> each.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
            .findFirst()
            .orElseThrow()
            .substring("sec-websocket-key:".length())
            .trim();
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + accept(key)
        + "\r\n\r\n";
  }

  private static String accept(String key) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(sha);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A frame as bytes, unmasked as a server's must be.
  ///
  /// @param bits of the first byte beside the kind: 0x80 for the last of a message
  public static byte[] frame(int bits, int kind, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(payload.length + 10);
    out.put((byte) (bits | kind));
    length(out, payload.length);
    out.put(payload).flip();
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }

  /// The head of a text frame of this length.
  public static byte[] head(long length) {
    ByteBuffer out = ByteBuffer.allocate(10);
    out.put((byte) (0x80 | TEXT)).put((byte) 127).putLong(length);
    return out.array();
  }

  private static void length(ByteBuffer out, int length) {
    if (length < 126) {
      out.put((byte) length);
    } else if (length < 1 << 16) {
      out.put((byte) 126).putShort((short) length);
    } else {
      out.put((byte) 127).putLong(length);
    }
  }

  public void say(String text) throws IOException {
    line.send(frame(0x80, TEXT, text));
  }

  /// The next frame that the client sends.
  public Frame read() throws IOException {
    byte[] start = line.bytes(2);
    int length = start[1] & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(line.bytes(2)).getShort() & 0xffff;
    }
    byte[] mask = line.bytes(4);
    byte[] payload = line.bytes(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Frame(start[0] & 0xf, new String(payload, StandardCharsets.UTF_8));
  }

  /// The next call that the client sends; pings go unanswered.
  public String call() throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.kind() == TEXT) {
        return frame.text();
      }
    }
  }

  /// Takes the next call, an `eth_subscribe`, under this id.
  public void subscribe(String id) throws IOException {
    say(RawNode.result(new RawNode.Request("", call(), 0).id(), "\"" + id + "\""));
  }

  public void notify(String id, String result) throws IOException {
    say(news(id, result));
  }

  public static String news(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\""
        + id
        + "\",\"result\":"
        + result
        + "}}";
  }

  /// Answers pings until the connection ends.
  public void pong() throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.kind() == PING) {
        line.send(frame(0x80, PONG, frame.text()));
      }
    }
  }
}
