package dev.headgate.bench.compare;

import dev.headgate.bench.machine.Child;
import dev.headgate.bench.machine.ProcStat;
import java.net.URI;
import java.util.Optional;

/// Something that calls go through.
///
/// @param process empty for `direct`
record Contender(String name, URI url, Optional<Child> process) implements AutoCloseable {

  ProcStat.Cpu cpu() {
    return process.map(Child::cpu).orElse(ProcStat.Cpu.NONE);
  }

  double residentMib() {
    return process.map(Child::residentMib).orElse(0.0);
  }

  @Override
  public void close() {
    process.ifPresent(Child::close);
  }
}
