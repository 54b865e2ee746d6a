package dev.headgate.testing;

import dev.headgate.chain.Node;
import dev.headgate.wire.SocketListener;
import dev.headgate.wire.Sockets;
import dev.headgate.wire.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// WebSockets without a socket: a test says what comes over them.
public final class FakeSockets implements Sockets {
  private final Map<String, SocketListener> listeners = new ConcurrentHashMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Override
  public Subscription subscribe(Node node, String params, SocketListener listener) {
    listeners.put(node.name(), listener);
    told.add(node.name() + " subscribes " + params);
    return new Subscription() {
      @Override
      public void doubt(String why) {
        told.add(node.name() + " doubts: " + why);
      }

      @Override
      public void end() {
        told.add(node.name() + " ends");
      }
    };
  }

  /// What was asked of it, in order.
  public List<String> told() {
    return List.copyOf(told);
  }

  public SocketListener at(String node) {
    return Objects.requireNonNull(listeners.get(node), node);
  }

  /// Pushes the header of a block as [FakeNodes#block] has it.
  public void push(String node, long number, long timestamp) {
    at(node).notified(header(number, timestamp).getBytes(StandardCharsets.UTF_8));
  }

  public static String header(long number, long timestamp) {
    String answer = FakeNodes.block(number, timestamp);
    return answer.substring(answer.indexOf("\"result\":") + 9, answer.length() - 1);
  }
}
