package dev.headgate.request;

import dev.headgate.request.send.HeadQuestion;
import dev.headgate.request.send.Lane;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The calls of one relay that wait for a node at the floor. While anybody waits, the nodes that
/// are not known to be there are asked for their heads. Belongs to its event loop, but for
/// [#news()].
final class WaitingRoom {
  /// Between two questions to a node that has not got there: what a head needs from node to node is
  /// some ten to some hundred milliseconds.
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(160);

  /// Whoever waits.
  interface Guest {

    /// What it is of.
    Journey journey();

    /// The nodes that would serve it if they had the head.
    List<Lane> wanted();

    /// Whether one of them has it by now.
    boolean served();

    /// It leaves, because it is served or has waited long enough.
    void leave(boolean inTime);
  }

  private static final class Seat {
    private final Guest guest;
    private @Nullable Future<?> timer;

    Seat(Guest guest) {
      this.guest = guest;
    }

    void close() {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  private final EventLoop loop;
  private final HeadQuestion.Asker asker;
  private final List<Seat> seats = new ArrayList<>();
  private volatile int taken;
  private long pause = FIRST_PAUSE;
  private @Nullable Future<?> again;
  private @Nullable Runnable onEmpty;

  /// An empty room.
  ///
  /// @param asker told the heads that nodes answer
  WaitingRoom(EventLoop loop, HeadQuestion.Asker asker) {
    this.loop = loop;
    this.asker = asker;
  }

  /// Takes a seat until it is served, at most for so long.
  void enter(Guest guest, long nanos) {
    Seat seat = new Seat(guest);
    seats.add(seat);
    taken = seats.size();
    seat.timer = loop.schedule(() -> leave(seat, false), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    ask(guest);
    askAgainLater();
  }

  /// Nobody waits for these guests any more.
  void forget(Predicate<Guest> gone) {
    if (seats.isEmpty()) {
      return;
    }
    for (Seat seat : List.copyOf(seats)) {
      if (gone.test(seat.guest)) {
        remove(seat);
      }
    }
  }

  private boolean remove(Seat seat) {
    seat.close();
    boolean was = seats.remove(seat);
    taken = seats.size();
    tellEmpty();
    return was;
  }

  /// Has this done as soon as nobody sits here. Whoever comes later still looks for itself, from
  /// one question to the next.
  void whenEmpty(Runnable then) {
    onEmpty = then;
    tellEmpty();
  }

  private void tellEmpty() {
    Runnable then = onEmpty;
    if (then != null && seats.isEmpty()) {
      onEmpty = null;
      then.run();
    }
  }

  /// How many wait. From any thread.
  int taken() {
    return taken;
  }

  /// A head has become known. From any thread.
  void news() {
    if (taken > 0) {
      loop.execute(this::look);
    }
  }

  private void look() {
    for (Seat seat : List.copyOf(seats)) {
      if (seat.guest.served()) {
        leave(seat, true);
      }
    }
  }

  private void leave(Seat seat, boolean inTime) {
    if (remove(seat)) {
      seat.guest.leave(inTime);
    }
  }

  private void ask(Guest guest) {
    guest.wanted().forEach(lane -> HeadQuestion.ask(lane, loop, asker));
  }

  private void askAgainLater() {
    if (again == null) {
      again = loop.schedule(this::askAgain, pause, TimeUnit.NANOSECONDS);
    }
  }

  private void askAgain() {
    again = null;
    if (seats.isEmpty()) {
      pause = FIRST_PAUSE;
      return;
    }
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    look();
    seats.forEach(seat -> ask(seat.guest));
    askAgainLater();
  }
}
