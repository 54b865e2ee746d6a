package dev.headgate.testing;

import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.anvil.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Clients of several gateways, that go by `/readyz` as a balancer does: it is asked over and over,
/// and a new connection goes to a gateway that said 200 last. Kept-alive connections stay where
/// they are until an answer says `Connection: close` or the other side ends them while idle. Nobody
/// tries a call twice. Thread-safe.
public final class Balanced implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final List<GatewayProcess> gateways;
  private final List<GatewayProcess> ready = new CopyOnWriteArrayList<>();
  private final String call;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong turn = new AtomicLong();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private Balanced(List<GatewayProcess> gateways, String call) {
    this.gateways = List.copyOf(gateways);
    this.call = call;
    ready.addAll(gateways);
  }

  /// Clients with this call.
  ///
  /// @param kept how many keep their connection
  /// @param fresh how many make a new one for each call
  /// @param pause of each after an answer
  public static Balanced start(
      List<GatewayProcess> gateways, int kept, int fresh, Duration pause, String call) {
    Balanced clients = new Balanced(gateways, call);
    clients.spawn(clients::look);
    for (int i = 0; i < kept + fresh; i++) {
      boolean keeps = i < kept;
      clients.spawn(() -> clients.run(keeps, pause));
    }
    return clients;
  }

  private void spawn(Runnable task) {
    threads.add(Thread.ofVirtual().start(task));
  }

  private void look() {
    while (!stopped) {
      for (GatewayProcess each : gateways) {
        boolean up = each.readyStatus() == 200;
        if (!up) {
          ready.remove(each);
        } else if (!ready.contains(each)) {
          ready.add(each);
        }
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void run(boolean keeps, Duration pause) {
    RawClient connection = null;
    while (!stopped) {
      connection = ask(connection);
      if (connection != null && !keeps) {
        close(connection);
        connection = null;
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    close(connection);
  }

  /// @return the connection to go on with, null when it ended
  private @Nullable RawClient ask(@Nullable RawClient before) {
    RawClient connection = before == null || before.ended() ? connect() : before;
    if (connection == null) {
      return null;
    }
    try {
      Reply reply = connection.post(gateways.getFirst().path(), call).reply();
      judge(reply);
      if (!reply.header("connection").equals("close")) {
        return connection;
      }
      told.incrementAndGet();
    } catch (IOException e) {
      failed.add(e.toString());
    }
    close(connection);
    return null;
  }

  private void judge(Reply reply) {
    if (reply.status() == 200 && reply.body().contains("\"result\":")) {
      answered.incrementAndGet();
    } else {
      failed.add(reply.status() + " " + reply.body());
    }
  }

  /// @return null when no gateway takes one, and then no call was made
  private @Nullable RawClient connect() {
    List<GatewayProcess> now = List.copyOf(ready);
    if (now.isEmpty()) {
      return null;
    }
    InetSocketAddress to = now.get((int) (turn.getAndIncrement() % now.size())).address();
    try {
      return new RawClient(to);
    } catch (ConnectException refused) {
      return null;
    } catch (IOException e) {
      failed.add("connect: " + e);
      return null;
    }
  }

  private static void close(@Nullable RawClient connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        // Ended already.
      }
    }
  }

  /// Returns when so many more calls were answered.
  public void awaitAnswers(long more) {
    long wanted = answered.get() + more;
    Await.until(more + " more answers, " + failed, () -> answered.get() >= wanted);
  }

  public long answered() {
    return answered.get();
  }

  /// How many answers said `Connection: close`.
  public long told() {
    return told.get();
  }

  /// The calls that failed: what their clients saw.
  public List<String> failed() {
    return List.copyOf(failed);
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
