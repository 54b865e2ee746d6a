package dev.headgate.operate;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.headgate.config.FileBudget;
import dev.headgate.config.GatewaySettings;
import java.lang.management.ManagementFactory;

/// What the kernel says of this process's open files (`RLIMIT_NOFILE`, `/proc/self/fd`).
public final class OpenFiles {
  private OpenFiles() {}

  /// How they are shared out. To be asked before the first connection is made. Where nobody counts
  /// files, there is room for all.
  public static FileBudget budget(GatewaySettings settings) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? FileBudget.of(
            settings, unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
        : FileBudget.of(settings, Long.MAX_VALUE, 0);
  }
}
