/// Judges, after a run, whether what clients saw and what nodes received fit together: the offline
/// half of a fault test. Pure; knows nothing of sockets.
///
/// A *history* is what clients wrote down ([ClientCall]), a *receive log* what a node did
/// ([dev.headgate.simulate.Received]); a call's *tag* is its JSON-RPC id, unique in the run, and
/// ties the two together. [HistoryChecker] counts, and names the guilty calls, so that a test may
/// print them.
@NullMarked
package dev.headgate.simulate.check;

import org.jspecify.annotations.NullMarked;
