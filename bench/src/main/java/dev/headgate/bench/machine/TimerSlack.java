package dev.headgate.bench.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Linux lets a sleeping thread sleep 50 microseconds longer than it asked for, to wake several at
/// once. A generator of calls that are due each 100 microseconds must not.
public final class TimerSlack {
  private static final int PR_SET_TIMERSLACK = 29;
  private static final long LEAST_NANOS = 1;

  private TimerSlack() {}

  /// Lets the calling thread wake when it asked to; where that cannot be, all stays as it is.
  ///
  /// @return whether it can be
  @SuppressWarnings("restricted") // a call of the C library with numbers alone
  public static boolean least() {
    try {
      Linker linker = Linker.nativeLinker();
      Optional<MemorySegment> prctl = linker.defaultLookup().find("prctl");
      if (prctl.isEmpty()) {
        return false;
      }
      MethodHandle call =
          linker.downcallHandle(
              prctl.get(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              Linker.Option.firstVariadicArg(1));
      return (int) call.invokeExact(PR_SET_TIMERSLACK, LEAST_NANOS, 0L, 0L, 0L) == 0;
    } catch (Throwable e) {
      return false;
    }
  }
}
