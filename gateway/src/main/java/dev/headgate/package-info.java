/// Headgate: an RPC failover gateway for blockchain nodes. [Gateway] wires the packages; each of
/// them explains itself on its own page.
///
/// **A call, in eight stops.** `request.accept` (a POST arrives, within its limits) →
/// `request.decode` (method, id and params as spans of the bytes) → `request`
/// ([dev.headgate.request.Relay]) → `health.publish` (one read of the chain's picture) →
/// `request.plan` (nodes best first) → `request.send` (breaker, a pooled connection on the same
/// event loop, a hedge beside it) → `request.plan` again with the outcome (reply, another node,
/// give up) → `request.accept` (bytes to the caller). The only step back is from the second `plan`
/// to `send`.
///
/// **A head, in five.** `health.gather` (a node pushes it over its WebSocket, the one that `wire`
/// keeps per node; a probe watches over that) → `health.judge` (tip, lag, verdict, active node) →
/// `health.publish` (one sentence in the log) → read by the next call's plan, by `/readyz` and by
/// `/status`.
///
/// **Reflex and judgement.** The breaker in `request.send` is the reflex: one node, milliseconds,
/// no thought. The judge weighs lag and history, slowly. The reflex may refuse a node that the
/// judge still calls active; then the plan's next node serves. They tell each other what they saw,
/// through two small interfaces of `health.gather`, and neither reaches into the other.
///
/// **A reload.** What lives as long as the process is the `Plant` (event loops, connections, the
/// board, metrics); what one configuration makes of it is a `Fleet` (relays, rules, lanes), which
/// is immutable. [Gateway#reload] reads the file, compares it with what is in force
/// ([dev.headgate.config.ConfigChanges]), makes the next fleet beside the present one, asks nodes
/// that are new for their first word, and only then changes over: one volatile write, which every
/// event loop sees with its next request. A call goes by the fleet in force when its head was read,
/// to its end, so nothing is locked and nobody waits.
///
/// - *What is refused as a whole*: a file with a problem; what needs a restart (`listen.rpc`,
///   `listen.admin` and other sockets of ours, `threads`: a second socket or loop would have to
///   serve beside the first, and an orchestrated restart behind HAProxy loses no call either); and
///   a file after which nobody would serve a chain that is served now, because all its nodes are
///   new and none answers: that is a slip of the pen more often than a wish.
/// - *What a node is*: its name and its `http` address. With another of the two it is another node,
///   and begins anew. With another role, header, limit or `ws` it is the same: its connections stay
///   (headers are sent with each call), and so does what was learned of it: health, latency,
///   breaker, missing methods, transactions. Who is active is not chosen anew; a new primary gets
///   its place by the usual rules.
/// - *What a chain is*: its name and its id. Its floor, its history and its hold-downs stay while
///   it does.
/// - *What ends*: a node that is taken out gets no new call; its connections end with the calls
///   they carry. Its metrics go at once, so the last attempts on it are not counted. A pictured
///   past (`HealthBoard.Slot`) stands still for the calls that still plan by it; their breakers,
///   heads and floor are the living ones.
/// - *What begins anew*: the windows of breakers when `breaker` changes (open ones stay open), and
///   the retry budget of a chain that changes. `limits.head` holds for connections made afterwards.
///
/// **A start.** What clients wait for, in the order that it happens: the launcher (which finds the
/// JDK without running it), the JVM, the configuration, the log, event loops and listeners, the
/// first probes. A call is answered as soon as the first verdicts are in; only then does the
/// warm-up begin, and `/readyz` (and the service manager) hear that the gateway is ready when it
/// has ended, seven seconds later at most.
///
/// - *The AOT cache* ([JEP 483](https://openjdk.org/jeps/483), 514, 515): the JVM's classes, loaded
///   and linked, and what a training run (`headgate train`) learned of their use. The launcher
///   keeps it, knows when it fits, and has it made in the background. What is not in it costs most:
///   picocli, whose classes are too old for it, so a plain `run` goes without
///   (`dev.headgate.cli.Running`); XML, so the log is set up in Java
///   ([dev.headgate.operate.LogSetup]). A class that is in the cache and not used costs too, some
///   10 us and 5 KiB: the training run does what a start does and no more.
/// - *The warm-up* (`WarmUp`): the first thousand calls of a JVM are interpreted, at a hundred
///   times the cost, and for seconds after them the compilers take a processor from the calls; no
///   client should pay that. So a small copy of the gateway (listener, relay, breakers, board and
///   metrics of its own) serves eight clients of ours from a node of ours, all on loopback and
///   through the real event loops, so that what gets compiled is what will run. The real gateway's
///   nodes, metrics, breakers and history see nothing of it. It has the same classes at the same
///   places: stubs would have the JVM compile for stubs, and throw that away at the first real
///   call; and its calls and answers are spelled as many clients and nodes do it (`WarmTalk`), for
///   what the compilers never saw has the same end. Its calls come in bursts, with rests in which
///   the compilers have the processors to themselves, and it ends when they have caught up
///   (`Compilers`). `-Dheadgate.warmUp=off` leaves it out.
///
/// Words: *chain*, *node*, *primary* and *standby* (what the operator meant), *active* (who serves
/// now), *call*, *plan*, *attempt*, *outcome*, *observation*, *verdict* (fit, unfit), *head*, *tip*
/// (the highest head that is believed), *lag*. *Open* and *closed* belong to the breaker alone.
@NullMarked
package dev.headgate;

import org.jspecify.annotations.NullMarked;
