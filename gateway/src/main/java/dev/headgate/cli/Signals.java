package dev.headgate.cli;

import java.lang.reflect.Proxy;

/// Signals to this process. The JDK's one way to them is `sun.misc.Signal`, which javac warns of
/// whatever is done, so it is reached by name.
final class Signals {
  private Signals() {}

  /// Runs something at each such signal, in place of what the JVM does.
  ///
  /// @param name `TERM`, `HUP`, ...
  /// @return false when this JVM leaves the signal to somebody else (`-Xrs`)
  static boolean on(String name, Runnable then) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  then.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException notOurs) {
      return false;
    }
  }
}
