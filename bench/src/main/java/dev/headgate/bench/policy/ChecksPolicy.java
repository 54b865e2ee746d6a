package dev.headgate.bench.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A primary and its backups in their order, each checked whether it answers at all.
final class ChecksPolicy implements Policy {
  static final String DESCRIPTION =
      "HAProxy as often set up: the first node serves, the others are `backup`; `option httpchk` with"
          + " eth_blockNumber, any 200 is good, `inter 1s fastinter 250ms fall 2 rise 2`,"
          + " `timeout check 1s`; `option redispatch 1`, `retries 3`, `retry-on conn-failure`;"
          + " `timeout server 30s`. Heads are not compared";
  private static final long INTER = Span.SECOND;
  private static final long FAST = 250 * Span.MILLI;
  private static final long CHECK_TIMEOUT = Span.SECOND;
  private static final long SERVER_TIMEOUT = 30 * Span.SECOND;
  private static final int FALL = 2;
  private static final int RISE = 2;
  private static final int RETRIES = 3;

  private final Events events;
  private final List<Server> servers;
  private @Nullable Server serving;
  private int transitions;

  ChecksPolicy(World world) {
    events = world.events();
    servers = world.nodes().stream().map(Server::new).toList();
    serving = servers.getFirst();
  }

  private static final class Server {
    private final SimNode node;
    private boolean up = true;
    private int against;

    Server(SimNode node) {
      this.node = node;
    }
  }

  @Override
  public void start() {
    servers.forEach(this::check);
  }

  @Override
  public int transitions() {
    return transitions;
  }

  private void check(Server server) {
    Question.put(
        events,
        server.node,
        CHECK_TIMEOUT,
        said -> {
          boolean changing = checked(server, said instanceof Said.Head);
          events.inGateway(events.now() + (changing ? FAST : INTER), () -> check(server));
        });
  }

  /// Whether the server is on its way from up to down or back.
  private boolean checked(Server server, boolean good) {
    server.against = good == server.up ? 0 : server.against + 1;
    if (server.against >= (server.up ? FALL : RISE)) {
      server.up = !server.up;
      server.against = 0;
      choose();
    }
    return server.against > 0;
  }

  private void choose() {
    Server now = servers.stream().filter(s -> s.up).findFirst().orElse(null);
    transitions += now == serving ? 0 : 1;
    serving = now;
  }

  @Override
  public void take(Call call) {
    send(call, serving, RETRIES);
  }

  private void send(Call call, @Nullable Server server, int retries) {
    if (server == null) {
      call.failed(events.now(), "503, no server is up");
      return;
    }
    call.goesTo(server.node, events.now());
    Question.put(
        events,
        server.node,
        SERVER_TIMEOUT,
        said -> {
          if (said instanceof Said.Head head) {
            call.answered(events.now(), server.node, head);
          } else if (said instanceof Said.Refused && retries > 0) {
            // With one active server it waits a second first, and no backup serves before that one
            // is
            // down.
            events.inGateway(events.now() + INTER, () -> send(call, serving, retries - 1));
          } else {
            call.failed(events.now(), said.toString());
          }
        });
  }
}
