package dev.headgate.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProcStatTest {
  @Test
  void a_process_with_any_name_is_read() {
    String stat =
        "4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 500 0 0 0 1234 567 8 9 20 0 30 0 100";
    ProcStat.Cpu cpu = ProcStat.process(stat);
    assertEquals(12.34, cpu.user(), 1e-9);
    assertEquals(5.67, cpu.system(), 1e-9);
    assertEquals(2.0, cpu.since(new ProcStat.Cpu(11.0, 5.01)).total(), 1e-9);
  }

  @Test
  void what_went_to_nobody_we_know_is_lost() {
    ProcStat.Host before = ProcStat.host("cpu  1000 0 500 4000 100 0 10 5 0 0\ncpu0 1 2 3");
    ProcStat.Host after = ProcStat.host("cpu  1100 0 550 4030 120 0 10 5 0 0\ncpu0 1 2 3");
    // Two seconds in all: half a second idle or waiting for disks, one second ours.
    assertEquals(0.25, after.lost(before, 1.0), 1e-9);
    assertEquals(0, after.lost(after, 0), 1e-9);
  }

  @Test
  void resident_memory_is_read_in_mebibytes() {
    assertEquals(2.5, ProcStat.residentMib("Name:\tx\nVmRSS:\t    2560 kB\nThreads:\t3\n"));
    assertEquals(0, ProcStat.residentMib(""));
  }
}
