package dev.headgate.bench.machine;

import java.util.Arrays;

/// Reads the text of files under `/proc`; pure.
public final class ProcStat {
  /// Linux counts CPU time in hundredths of a second wherever it shows it (`USER_HZ`).
  private static final double TICKS_PER_SECOND = 100;

  private ProcStat() {}

  /// CPU seconds that a process has used, all its threads together.
  public record Cpu(double user, double system) {
    public static final Cpu NONE = new Cpu(0, 0);

    public double total() {
      return user + system;
    }

    public Cpu plus(Cpu other) {
      return new Cpu(user + other.user, system + other.system);
    }

    public Cpu since(Cpu before) {
      return new Cpu(user - before.user, system - before.system);
    }
  }

  /// CPU seconds of the whole machine. A process that waits in io_uring books its idle time as
  /// iowait, so both are idle.
  public record Host(double idle, double total) {
    /// The share of the machine that went to nobody we know: to other programs, or to other
    /// machines on the same hardware.
    ///
    /// @param own CPU seconds of our own processes meanwhile
    public double lost(Host before, double own) {
      double all = total - before.total;
      return all <= 0 ? 0 : 1 - (idle - before.idle + own) / all;
    }
  }

  /// From `/proc/PID/stat`. The command's name may hold spaces and parentheses, so fields count
  /// from the last one.
  public static Cpu process(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new Cpu(seconds(fields[11]), seconds(fields[12]));
  }

  /// From `/proc/stat`.
  public static Host host(String stat) {
    String first = stat.lines().findFirst().orElseThrow();
    // user nice system idle iowait irq softirq steal; guests are within user.
    double[] times =
        Arrays.stream(first.trim().split(" +", -1))
            .skip(1)
            .limit(8)
            .mapToDouble(ProcStat::seconds)
            .toArray();
    return new Host(times[3] + times[4], Arrays.stream(times).sum());
  }

  /// Resident memory in MiB, from `/proc/PID/status`; 0 for a process that has ended.
  public static double residentMib(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  private static double seconds(String ticks) {
    return Long.parseLong(ticks) / TICKS_PER_SECOND;
  }
}
