/// To the nodes. Every byte that leaves for a node, and every byte that comes from one, passes
/// here.
///
/// - [Loops] owns the event loops and which transport they use.
/// - [Wire] knows every node's [Dial] (address, TLS, the constant part of a request's head) and
///   holds one [NodePool] per event loop and node, so that a call, its client and its node
///   connection share one thread and no lock.
/// - [NodeConnection] is one HTTP exchange at a time on one channel, told to an [Exchange].
/// - [WireQuestions] is the blocking question that probes ask from virtual threads, over pools of
///   its own, so that a probe waits behind no call.
///
/// *Why Netty's response decoder and not our own*: it costs about 1 to 2 us of user time a call
/// (HAProxy's own measure is the same), and its treatment of hostile framing is looked after by
/// many. We tighten it in [StrictResponseDecoder]: both length headers, or two of one, end the
/// connection. The request's head is constant but for its length, so we write it ourselves, once
/// per node.
///
/// *Why a connection is given back only when the read is complete*: bytes that a hostile node sends
/// behind its answer would otherwise be taken for the answer to the next call.
///
/// *Why an eviction names a moment*: a call that timed out proves only that nothing came since it
/// was sent. Connections that have answered since are alive and keep their calls; all the silent
/// ones go, and their calls move at once.
@NullMarked
package dev.headgate.wire;

import org.jspecify.annotations.NullMarked;
