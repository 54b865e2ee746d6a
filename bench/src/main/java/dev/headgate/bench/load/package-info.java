/// Load: JSON-RPC calls over HTTP/1.1 from few threads, cheap enough that the proxy under it is
/// what is measured (no codecs, hand-written requests, an own scanner for answers).
///
/// - **Open loop** ([Pattern.Fixed], [Pattern.Poisson], [Pattern.Bursts]): calls leave on schedule
///   whatever the answers do. Latency counts from when a call was *due*, so that a stall hides
///   nothing (no coordinated omission): a call that finds all connections busy waits, its clock
///   running.
/// - **Closed loop** ([Pattern.Saturate]): each connection sends its next call when it has its
///   answer; what this measures is calls per second and CPU, not latency.
///
/// [LoadSpec] says what to do, [Load] does it, [LoadResult] says what came of it; a [CallListener]
/// hears of each call. Every call has an id of its own, its *tag*, of always thirteen digits (so
/// that all requests of one kind have one length), and the answer's id is checked against it.
///
/// How it is cut: [LoadLoop] is one event loop with its share of connections and of the schedule, a
/// [Lane] one connection, [AnswerScanner] reads one answer, [Tally] counts. Nothing crosses threads
/// until the end.
@NullMarked
package dev.headgate.bench.load;

import org.jspecify.annotations.NullMarked;
