/// Judges, after a run, whether what clients saw and what nodes received fit together: the offline
/// half of a fault test. Pure; knows nothing of sockets.
///
/// A *history* is what clients wrote down ([ClientCall]), a *receive log* what a node did
/// ([dev.headgate.simulate.Received]); a call's *tag* is its JSON-RPC id, unique in the run, and
/// ties the two together. [HistoryChecker] counts, and names the guilty calls, so that a test may
/// print them; [FitHeads] is what it holds a head against, [Storms] looks at how often nodes were
/// asked. *Unknown* is a call of which the client was told nothing: it may have taken effect.
@NullMarked
package dev.headgate.simulate.check;

import org.jspecify.annotations.NullMarked;
