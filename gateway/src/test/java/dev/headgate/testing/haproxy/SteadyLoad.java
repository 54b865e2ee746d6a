package dev.headgate.testing.haproxy;

import dev.headgate.testing.anvil.Await;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Calls at a fixed rate, each when it is due, whether or not earlier ones were answered; no call
/// is tried twice. The clients have an address each, 127.0.0.1 and up. Thread-safe.
public final class SteadyLoad implements AutoCloseable {
  /// A call without an answer for so long has failed.
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final Duration MOST = Duration.ofSeconds(100);

  /// One call and what became of it.
  ///
  /// @param start nanoseconds of `System.nanoTime`, as is `end`
  /// @param got the status and the beginning of the body, or why there is none
  /// @param node what the answer says of the node that served it, which tells the gateway too
  public record Call(
      int client, String question, long start, long end, boolean ok, String got, String node) {
    public long millis() {
      return (end - start) / 1_000_000;
    }
  }

  private final URI to;
  private final long interval;
  private final List<String> questions;
  private final List<HttpClient> clients = new ArrayList<>();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  private SteadyLoad(URI to, int perSecond, int clients, List<String> questions) {
    this.to = to;
    this.interval = 1_000_000_000L / perSecond;
    this.questions = List.copyOf(questions);
    for (int i = 0; i < clients; i++) {
      this.clients.add(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .localAddress(address(i))
              .build());
    }
    thread = Thread.ofPlatform().name("steady load").daemon().start(this::run);
  }

  private static InetAddress address(int client) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (client + 1)});
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Begins at once.
  ///
  /// @param questions bodies, sent in turns
  public static SteadyLoad start(URI to, int perSecond, int clients, List<String> questions) {
    return new SteadyLoad(to, perSecond, clients, questions);
  }

  private void run() {
    long begun = System.nanoTime();
    for (int i = 0; !stopped && i * interval < MOST.toNanos(); i++) {
      long due = begun + i * interval;
      while (due - System.nanoTime() > 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      send(i);
    }
  }

  private void send(int index) {
    int client = index % clients.size();
    String question = questions.get((index / clients.size()) % questions.size());
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question))
            .build();
    sent.incrementAndGet();
    long start = System.nanoTime();
    clients
        .get(client)
        .sendAsync(request, BodyHandlers.ofString())
        .whenComplete((answer, failed) -> {
          calls.add(call(client, question, start, answer, failed));
          ended.incrementAndGet();
        });
  }

  private static Call call(
      int client,
      String question,
      long start,
      @Nullable HttpResponse<String> answer,
      @Nullable Throwable failed) {
    long end = System.nanoTime();
    if (answer == null) {
      return new Call(client, question, start, end, false, String.valueOf(failed), "");
    }
    String body = answer.body();
    boolean ok = answer.statusCode() == 200 && body.contains("\"result\":");
    String got = answer.statusCode() + " " + body.substring(0, Math.min(300, body.length()));
    String node = answer.headers().firstValue("X-Headgate-Node").orElse("");
    return new Call(client, question, start, end, ok, got, node);
  }

  /// Returns when so many more calls have ended, well or not.
  public void awaitCalls(long more) {
    long wanted = ended.get() + more;
    Await.until(more + " more calls", () -> ended.get() >= wanted);
  }

  /// Those that have ended so far.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /// Those that have failed so far.
  public List<Call> failed() {
    return calls.stream().filter(call -> !call.ok()).toList();
  }

  /// No call begins any more; returns when all have ended.
  public SteadyLoad stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Await.until("the last calls end", () -> ended.get() == sent.get());
    return this;
  }

  @Override
  public void close() {
    stopped = true;
    clients.forEach(HttpClient::shutdownNow);
  }
}
