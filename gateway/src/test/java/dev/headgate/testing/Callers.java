package dev.headgate.testing;

import dev.headgate.testing.anvil.Await;
import java.io.IOException;
import java.net.URI;
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

/// Clients that call one after the other, without an end and without a second try. Thread-safe.
public final class Callers implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI gateway;
  private final String question;
  private final String answer;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private Callers(URI gateway, String question, String answer) {
    this.gateway = gateway;
    this.question = question;
    this.answer = answer;
  }

  /// So many clients with this call (JSON), each with a pause after each answer.
  ///
  /// @param answer the only right answer, or empty when any result is right
  public static Callers start(
      URI gateway, int count, Duration pause, String question, String answer) {
    Callers callers = new Callers(gateway, question, answer);
    for (int i = 0; i < count; i++) {
      callers.threads.add(Thread.ofVirtual().start(() -> callers.run(pause)));
    }
    return callers;
  }

  /// A JSON-RPC call.
  public static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  /// Asks once.
  ///
  /// @return the answer's body
  public static String ask(URI to, String question) throws IOException, InterruptedException {
    return send(to, question).body();
  }

  private static HttpResponse<String> send(URI to, String question)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(to)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question))
            .build(),
        BodyHandlers.ofString());
  }

  private void run(Duration pause) {
    while (!stopped) {
      long start = System.nanoTime();
      try {
        HttpResponse<String> got = send(gateway, question);
        judge(got.statusCode(), got.body());
      } catch (IOException e) {
        failed.add(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      longest.accumulateAndGet(System.nanoTime() - start, Math::max);
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private void judge(int status, String body) {
    boolean right = answer.isEmpty() ? body.contains("\"result\":") : body.equals(answer);
    if (status == 200 && right) {
      answered.incrementAndGet();
    } else {
      failed.add(status + " " + body.substring(0, Math.min(300, body.length())));
    }
  }

  /// Calls answered rightly so far.
  public long answered() {
    return answered.get();
  }

  /// Returns when so many more calls were answered.
  public void awaitAnswers(long more) {
    long wanted = answered() + more;
    Await.until(more + " more answers", () -> answered() >= wanted || !failed.isEmpty());
  }

  /// The calls that failed, or were answered wrongly: what the client saw.
  public List<String> failed() {
    return List.copyOf(failed);
  }

  /// Milliseconds that the slowest call took.
  public long longestMs() {
    return longest.get() / 1_000_000;
  }

  /// No call begins any more; those under way are waited for.
  public void stop() {
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

  @Override
  public void close() {
    stopped = true;
    threads.forEach(Thread::interrupt);
    stop();
  }
}
