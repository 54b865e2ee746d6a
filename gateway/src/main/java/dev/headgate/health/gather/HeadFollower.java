package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.Observation;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.SocketListener;
import dev.headgate.wire.Sockets;
import dev.headgate.wire.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.ObjectMapperFactory;
import org.web3j.protocol.websocket.events.NewHead;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/// Follows the heads of one node over its WebSocket: each becomes an observation at once. The polls
/// are its watchdog: a connection over which nothing comes while they show new heads is made anew.
/// Says in one sentence of the log when pushes go and when they are back. Thread-safe; blocks
/// nobody.
public final class HeadFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.health");
  private static final String PARAMS = "[\"newHeads\"]";

  /// A header is 1 to 2 KiB; some chains put a list of validators into it.
  private static final int LARGEST = 256 << 10;

  private static final ObjectReader READER = reader();

  private final String chain;
  private final Node node;
  private final Sockets sockets;
  private final SteadyClock clock;
  private volatile Consumer<Observation> sink;
  private final AtomicReference<Watch> watch = new AtomicReference<>(Watch.NOTHING);
  private volatile @Nullable Subscription subscription;

  /// A follower that is yet to be started.
  ///
  /// @param chain its name, for the log
  /// @param node one with a `ws` address
  /// @param sink given each observation, on an event loop: must not block
  public HeadFollower(
      String chain, Node node, Sockets sockets, SteadyClock clock, Consumer<Observation> sink) {
    this.chain = chain;
    this.node = node;
    this.sockets = sockets;
    this.clock = clock;
    this.sink = sink;
  }

  /// Hands every observation to another from now on.
  public void tellTo(Consumer<Observation> other) {
    sink = other;
  }

  /// The first reading takes a tenth of a second, which no event loop has.
  private static ObjectReader reader() {
    ObjectReader reader = ObjectMapperFactory.getObjectMapper().readerFor(NewHead.class);
    NewHead _ = reader.readValue("{}");
    return reader;
  }

  /// Subscribes. To be called once.
  public void start() {
    subscription = sockets.subscribe(node, PARAMS, new Ear());
  }

  /// Takes what a poll showed, as the watchdog. From any thread.
  public void polled(Observation.Head head) {
    Watch now = watch.updateAndGet(w -> w.poll(head.number(), head.at()));
    if (now.isMute(head.at())) {
      doubt("it pushes nothing while polls show new heads");
    }
  }

  private void doubt(String why) {
    Subscription mine = subscription;
    if (mine != null) {
      watch.updateAndGet(Watch::doubt);
      mine.doubt(why);
    }
  }

  @Override
  public void close() {
    Subscription mine = subscription;
    if (mine != null) {
      mine.end();
    }
  }

  /// What the node says. Every call comes on its socket's event loop.
  private final class Ear implements SocketListener {
    private boolean told;
    private boolean toldUp;

    @Override
    public void subscribed() {
      watch.updateAndGet(Watch::subscribe);
      tellChange("");
    }

    @Override
    public void notified(byte[] result) {
      try {
        Observation.Pushed head = head(result);
        watch.updateAndGet(w -> w.push(head.number()));
        tellChange("");
        sink.accept(head);
      } catch (BadAnswer e) {
        doubt("it pushed " + e.getMessage());
      }
    }

    @Override
    public void lost(String why) {
      watch.updateAndGet(Watch::lose);
      tellChange(why);
    }

    private void tellChange(String why) {
      boolean up = watch.get().up();
      if (told ? up != toldUp : up || !why.isEmpty()) {
        log(up, why);
        told = true;
        toldUp = up;
        sink.accept(new Observation.Socket(node, clock.instant(), up));
      }
    }

    private void log(boolean up, String why) {
      if (!up) {
        LOG.atWarn()
            .addKeyValue("event", "webSocket")
            .addKeyValue("chain", chain)
            .addKeyValue("node", node.name())
            .addKeyValue("up", false)
            .addKeyValue("reason", why)
            .log("{}: the WebSocket of {} is down: {}; its head is polled", chain, node, why);
      } else if (told) {
        LOG.atInfo()
            .addKeyValue("event", "webSocket")
            .addKeyValue("chain", chain)
            .addKeyValue("node", node.name())
            .addKeyValue("up", true)
            .log("{}: the WebSocket of {} is back", chain, node);
      }
    }
  }

  private Observation.Pushed head(byte[] result) throws BadAnswer {
    Header header = header(result);
    return new Observation.Pushed(
        node,
        clock.instant(),
        header.number(),
        header.hash(),
        header.parentHash(),
        header.timestamp());
  }

  private static Header header(byte[] result) throws BadAnswer {
    if (result.length > LARGEST) {
      throw new BadAnswer("a header over " + (LARGEST >> 10) + " KiB");
    }
    try {
      NewHead head = READER.readValue(new String(result, StandardCharsets.UTF_8));
      if (head == null) {
        throw new BadAnswer("null for a header");
      }
      return Header.of(head.getNumber(), head.getHash(), head.getParentHash(), head.getTimestamp());
    } catch (JacksonException e) {
      // Its text quotes the node, and so it stays inside.
      throw new BadAnswer("something that is no header");
    }
  }
}
