package dev.headgate.bench.policy;

import java.util.ArrayList;
import java.util.List;

/// Round robin over all nodes; whoever fails calls is left out for a while. Knows nothing of heads.
final class EjectingPolicy implements Policy {
  static final String DESCRIPTION =
      "Envoy's outlier detection, of which nginx's max_fails is the simple form: round robin over all"
          + " nodes; five failures in a row (5xx, reset, refused, no answer in time) eject a node for"
          + " 30 s, the n-th time in a row for n times as long, 300 s at most; with every node ejected"
          + " all serve. One retry on another node, 5 s per try";
  private static final int FAILURES = 5;
  private static final long BASE = 30 * Span.SECOND;
  private static final long MOST = 300 * Span.SECOND;
  private static final long TRY = 5 * Span.SECOND;

  private final Events events;
  private final List<Host> hosts;
  private int turn;
  private int transitions;

  EjectingPolicy(World world) {
    events = world.events();
    hosts = world.nodes().stream().map(Host::new).toList();
  }

  private static final class Host {
    private final SimNode node;
    private int failures;
    private int ejections;
    private boolean ejected;

    Host(SimNode node) {
      this.node = node;
    }
  }

  @Override
  public void start() {}

  @Override
  public int transitions() {
    return transitions;
  }

  @Override
  public void take(Call call) {
    send(call, new ArrayList<>(hosts), true);
  }

  private void send(Call call, List<Host> untried, boolean again) {
    Host host = next(untried);
    untried.remove(host);
    call.goesTo(host.node, events.now());
    Question.put(
        events,
        host.node,
        TRY,
        said -> {
          boolean good = said instanceof Said.Head;
          count(host, good, said);
          if (said instanceof Said.Head head) {
            call.answered(events.now(), host.node, head);
          } else if (again && !untried.isEmpty() && !limited(said)) {
            send(call, untried, false);
          } else {
            call.failed(events.now(), said.toString());
          }
        });
  }

  private Host next(List<Host> untried) {
    boolean panic = hosts.stream().allMatch(host -> host.ejected);
    for (int i = 0; i < hosts.size(); i++) {
      Host host = hosts.get(turn++ % hosts.size());
      if ((panic || !host.ejected) && untried.contains(host)) {
        return host;
      }
    }
    return untried.getFirst();
  }

  private static boolean limited(Said said) {
    return said instanceof Said.Status(int code) && code == 429;
  }

  private void count(Host host, boolean good, Said said) {
    if (good || limited(said)) {
      host.failures = 0;
    } else if (++host.failures >= FAILURES && !host.ejected) {
      eject(host);
    }
  }

  private void eject(Host host) {
    host.ejected = true;
    host.failures = 0;
    host.ejections++;
    transitions++;
    long end = events.now() + Math.min(MOST, BASE * host.ejections);
    events.inGateway(end, () -> giveBack(host, end));
  }

  private void giveBack(Host host, long since) {
    host.ejected = false;
    transitions++;
    // A node that stays good loses its record, one ejection for each base time.
    events.inGateway(since + BASE, () -> forgive(host));
  }

  private void forgive(Host host) {
    if (!host.ejected && host.ejections > 0) {
      host.ejections--;
      events.inGateway(events.now() + BASE, () -> forgive(host));
    }
  }
}
