package dev.headgate.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGHUP, which without this would end the process. Taken from the moment this is made; one that
/// comes before there is anything to reload is served as soon as there is. Signals that come while
/// a reload is under way are one more reload together.
///
/// `sun.misc.Signal` is all that the JDK has for this: `jdk.unsupported` exports it to everybody,
/// and nothing has come in its place. It is called by name, because javac warns of it in a way that
/// cannot be turned off for one file.
final class ReloadSignal {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.reload");
  private final Semaphore signals = new Semaphore(0);

  private ReloadSignal() {}

  /// From now on SIGHUP ends nothing. Where the system has no such signal, or the JVM was told to
  /// leave it alone (`-Xrs`), the log says so and nothing else happens.
  static ReloadSignal take() {
    ReloadSignal mine = new ReloadSignal();
    try {
      handle("HUP", mine.signals::release);
    } catch (ReflectiveOperationException none) {
      Throwable why =
          none instanceof InvocationTargetException && none.getCause() != null
              ? none.getCause()
              : none;
      LOG.atWarn()
          .addKeyValue("event", "reload")
          .addKeyValue("reason", String.valueOf(why.getMessage()))
          .log("SIGHUP will not reload: {}", why.getMessage());
    }
    return mine;
  }

  private static void handle(String name, Runnable then) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    MethodHandle run =
        MethodHandles.lookup()
            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
            .bindTo(then);
    Object mine =
        MethodHandleProxies.asInterfaceInstance(
            handler, MethodHandles.dropArguments(run, 0, signal));
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), mine);
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
