/// The machine below a measurement: processes of ours and what they cost (`/proc`, strace, the
/// JVM's own count of its heap), how many files may be open, what is installed. Linux only. Where
/// text of the system is read, reading is one thing ([dev.headgate.bench.machine.Proc]) and
/// understanding it another, which is pure ([dev.headgate.bench.machine.ProcStat]).
@NullMarked
package dev.headgate.bench.machine;

import org.jspecify.annotations.NullMarked;
