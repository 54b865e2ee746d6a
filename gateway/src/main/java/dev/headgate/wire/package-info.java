/// To the nodes. Every byte that leaves for a node, and every byte that comes from one, passes
/// here.
///
/// - [Loops] owns the event loops and which transport they use.
/// - [Wire] knows every node's [Dial] (address, TLS, the constant part of a request's head) and
///   holds one [NodePool] per event loop and node, so that a call, its client and its node
///   connection share one thread and no lock.
/// - `NodeNames` turns hosts into addresses without blocking a loop, keeps the last good ones when
///   the name server fails, and refuses names that lead to this machine or the link; `NameServers`
///   says who is asked (`-Dheadgate.dns=`). `RenegotiationGuard` lets no node shake hands twice.
/// - [LateFlush] lets what a turn of the loop writes, to nodes and to clients, leave together.
/// - [NodeConnection] is one HTTP exchange at a time on one channel, told to an [Exchange].
/// - [WireSockets] holds one WebSocket per node, which everybody shares who subscribes there
///   ([Sockets]): [NodeSocket] dials it, again after each loss and with ever longer pauses, and
///   renews the subscriptions; [SocketConnection] is one connection from handshake to end, within
///   strict limits; [SocketMessage] takes apart what comes. A [SocketListener] is told of news, of
///   loss and of return. What was missed in between it must ask for elsewhere.
/// - [WireQuestions] is the blocking question (with [Inquiries], also what its connection showed)
///   that probes ask from virtual threads, over pools of its own, so that a probe waits behind no
///   call.
///
/// *Why a reader of answers of our own* ([ResponseReader]) and not Netty's: Netty makes a dozen
/// objects of each head, nearly 1 KB a call, to be asked for three of its lines. Ours is stricter
/// than Netty's, which bears bare line feeds and folded lines; a test by chance holds it against
/// Netty's, which must read the same in whatever ours takes. Lines and chunks are walked by `http`,
/// as those of clients are. The request's head is constant but for its length, so we write it
/// ourselves, once per node.
///
/// *Why epoll and not io_uring*, which takes a tenth to a fifth less CPU a call: with Netty 4.2.18
/// a reset in the midst of a long answer was noticed after ten seconds (four cases of
/// `LongAnswersIT`), and a read can be lost (netty #17049, mended in July 2026).
///
/// *Why a connection is given back only when the read is complete*: bytes that a hostile node sends
/// behind its answer would otherwise be taken for the answer to the next call.
///
/// *Why one broken frame ends a WebSocket*: what it should have said is lost. A listener who is
/// told of a loss can make good for it; one who is told nothing cannot.
///
/// *Why a pool outlives its node*: when a node is taken out, calls that began before may be on its
/// connections or yet want one. The pool keeps no idle connection from then on, and is gone with
/// the last of them.
///
/// *Why an eviction names a moment*: a call that timed out proves only that nothing came since it
/// was sent. Connections that have answered since are alive and keep their calls; all the silent
/// ones go, and their calls move at once.
@NullMarked
package dev.headgate.wire;

import org.jspecify.annotations.NullMarked;
