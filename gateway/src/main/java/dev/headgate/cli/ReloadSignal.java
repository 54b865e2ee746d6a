package dev.headgate.cli;

import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGHUP, which without this would end the process. Taken from the moment this is made; one that
/// comes before there is anything to reload is served as soon as there is. Signals that come while
/// a reload is under way are one more reload together.
final class ReloadSignal {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.reload");
  private final Semaphore signals = new Semaphore(0);

  private ReloadSignal() {}

  /// From now on SIGHUP ends nothing. Where the system has no such signal, or the JVM was told to
  /// leave it alone (`-Xrs`), the log says so and nothing else happens.
  static ReloadSignal take() {
    ReloadSignal mine = new ReloadSignal();
    if (!Signals.on("HUP", mine.signals::release)) {
      LOG.atWarn()
          .addKeyValue("event", "reload")
          .log("SIGHUP will not reload: this JVM leaves signals to somebody else");
    }
    return mine;
  }

  /// Has this done for each signal, those included that came already; on a thread of its own, for
  /// good.
  void to(Runnable reload) {
    Thread.ofVirtual().name("reload").start(() -> serve(reload));
  }

  private void serve(Runnable reload) {
    try {
      while (true) {
        signals.acquire();
        signals.drainPermits();
        reload.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
