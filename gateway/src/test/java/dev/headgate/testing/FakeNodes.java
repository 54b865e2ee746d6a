package dev.headgate.testing;

import dev.headgate.chain.Node;
import dev.headgate.wire.Questions;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Nodes that answer as they are told, without a socket.
public final class FakeNodes implements Questions {
  private static final Pattern METHOD = Pattern.compile("\"method\":\"(\\w+)\"");

  /// What one node answers to one method: the whole body.
  @FunctionalInterface
  public interface Answer {
    String to(String method, String body) throws IOException;
  }

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  public FakeNodes node(String name, Answer answer) {
    answers.put(name, answer);
    return this;
  }

  public FakeNodes refuses(String name) {
    return node(
        name,
        (method, body) -> {
          throw new ConnectException("connection refused");
        });
  }

  /// A healthy node of chain 1 at this head.
  public FakeNodes healthy(String name, long number, long timestamp) {
    return node(name, (method, body) -> answer(method, body, number, timestamp));
  }

  private static String answer(String method, String body, long number, long timestamp) {
    return switch (method) {
      case "eth_chainId" -> result("\"0x1\"");
      case "eth_syncing" -> result("false");
      case String other -> body.contains("latest") ? block(number, timestamp) : block(0, 0);
    };
  }

  public static String result(String json) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}";
  }

  public static String block(long number, long timestamp) {
    return result(
        "{\"number\":\"0x%x\",\"hash\":\"0x%064x\",\"parentHash\":\"0x%064x\",\"timestamp\":\"0x%x\"}"
            .formatted(number, number + 1, number, timestamp));
  }

  /// "node method" of every question so far.
  public List<String> asked() {
    return asked;
  }

  @Override
  public byte[] ask(Node node, byte[] body, Duration timeout) throws IOException {
    String text = new String(body, StandardCharsets.UTF_8);
    Matcher method = METHOD.matcher(text);
    String name = method.find() ? method.group(1) : "";
    asked.add(node.name() + " " + name);
    Answer answer = answers.get(node.name());
    if (answer == null) {
      throw new IOException("no such node");
    }
    return answer.to(name, text).getBytes(StandardCharsets.UTF_8);
  }
}
