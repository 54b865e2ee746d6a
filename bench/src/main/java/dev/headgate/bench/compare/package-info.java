/// Side by side: Headgate, HAProxy, nginx and rivals, each a process of its own in front of the
/// same fixed nodes, and the nodes alone (`direct`).
///
/// **`bench compare`** ([Compare]). A *contender* is something that calls go through, a *scene* a
/// load that each contender gets in each round: as much as it can take on some connections, or
/// calls on schedule over 64. Contenders take turns within a scene, in reverse in every second
/// round, and figures are compared within a round ([Pairing]): what the machine does to all cancels
/// out there, while medians of runs hours apart differ by a tenth. A round's scene in which a
/// twelfth of the CPU and more went to nobody we know is thrown away, counted, and made up for. CPU
/// is what `/proc/PID/stat` says of all threads, so a JVM's compiler and collector count; *added*
/// latency is that beyond `direct` in the same round; the nodes count what they receive, so that
/// nobody can win by not asking them. After every three rounds all are started and warmed up anew:
/// what a JVM's compilers make of one process differs from the next by a microsecond a call.
///
/// Beside the rounds ([Extras]): start-up by the launcher, memory, system calls by strace, heap by
/// the JVM's own count, answers of a megabyte, slow readers, two event loops. [Goals] puts all of
/// it beside what must be reached.
///
/// A **rival** is a program given by path. It is started with `PORT` (it is to serve JSON-RPC on
/// 127.0.0.1 there, at `/`) and `NODE_URL` in its environment, and ended by SIGTERM; a script of a
/// few lines that writes a configuration and ends with `exec` does.
///
/// **`bench scale`** ([Scale]): cost as work grows, in connections, chains, answers and batches.
///
/// What disturbs: other work on the machine (thrown away as said), and the scheduler, which at
/// times stacks client and node on one core: then calls per second halve and CPU per call stays.
/// State the load with every figure: a call costs three times as much CPU at 2,000 a second as it
/// does saturated, because each wakes a sleeping thread.
@NullMarked
package dev.headgate.bench.compare;

import org.jspecify.annotations.NullMarked;
