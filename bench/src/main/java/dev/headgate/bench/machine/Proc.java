package dev.headgate.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Linux says of processes and of the machine, now.
public final class Proc {
  private Proc() {}

  public static ProcStat.Cpu cpu(long pid) {
    String stat = read("/proc/" + pid + "/stat");
    return stat.isEmpty() ? ProcStat.Cpu.NONE : ProcStat.process(stat);
  }

  public static ProcStat.Host host() {
    return ProcStat.host(read("/proc/stat"));
  }

  public static double residentMib(long pid) {
    return ProcStat.residentMib(read("/proc/" + pid + "/status"));
  }

  /// Empty for a process that has just ended.
  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }
}
