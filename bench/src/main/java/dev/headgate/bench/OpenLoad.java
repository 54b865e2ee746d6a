package dev.headgate.bench;

import dev.headgate.simulate.check.ClientCall;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Calls that leave on schedule whatever the answers do.
final class OpenLoad {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// One call: when it was due and when it had its answer (clock's nanoseconds), and which node
  /// gave it.
  record Sample(ClientCall call, long dueNanos, String node) {
    double millis() {
      return (call.endedAt() - dueNanos) / 1e6;
    }

    boolean failed() {
      return !(call.ending() instanceof ClientCall.Result);
    }
  }

  private final URI url;
  private final SteadyClock clock;
  private final HttpClient client;
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  OpenLoad(URI url, SteadyClock clock) {
    this.url = url;
    this.clock = clock;
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /// Sends `rate` calls a second for so long, and waits for the last answers.
  List<Sample> run(int rate, Duration length) throws InterruptedException {
    long total = rate * length.toMillis() / 1000;
    long gap = TimeUnit.SECONDS.toNanos(1) / rate;
    long start = clock.nanos();
    CountDownLatch answered = new CountDownLatch((int) total);
    try (ScheduledExecutorService timer = Executors.newScheduledThreadPool(1)) {
      for (long i = 0; i < total; i++) {
        long due = start + i * gap;
        timer.schedule(
            () -> send(due).whenComplete((_, _) -> answered.countDown()),
            due - clock.nanos(),
            TimeUnit.NANOSECONDS);
      }
      answered.await(length.toMillis() + PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
    }
    return List.copyOf(samples);
  }

  private CompletableFuture<Void> send(long due) {
    int id = count.incrementAndGet();
    String method = METHODS.get(id % METHODS.size());
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params(method, id)
            + "}";
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long sent = clock.nanos();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle((answer, wrong) -> {
          samples.add(sample(id, method, due, sent, answer, wrong));
          return null;
        });
  }

  private static final List<String> METHODS =
      List.of("eth_blockNumber", "eth_getBalance", "eth_call");

  private static String params(String method, int id) {
    String address = "\"0x%040x\"".formatted(id);
    return switch (method) {
      case "eth_getBalance" -> "[" + address + ",\"latest\"]";
      case "eth_call" -> "[{\"to\":" + address + ",\"data\":\"0x01\"},\"latest\"]";
      default -> "[]";
    };
  }

  private Sample sample(
      int id,
      String method,
      long due,
      long sent,
      @Nullable HttpResponse<String> answer,
      @Nullable Throwable wrong) {
    long now = clock.nanos();
    String tag = Integer.toString(id);
    if (answer == null) {
      return new Sample(
          ClientCall.failed("c", tag, method, sent, now, String.valueOf(wrong)), due, "");
    }
    String node = answer.headers().firstValue("X-Headgate-Node").orElse("");
    String start = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":";
    boolean good = answer.statusCode() == 200 && answer.body().startsWith(start);
    ClientCall call =
        good
            ? ClientCall.answered(
                "c",
                tag,
                method,
                sent,
                now,
                answer.body().substring(start.length(), answer.body().length() - 1))
            : ClientCall.failed("c", tag, method, sent, now, answer.body());
    return new Sample(call, due, node);
  }
}
