/// The rpc listener: bytes of clients in, bytes of answers out. In the order that bytes meet them:
///
/// 1. [RequestReader]: bytes to requests, strictly: every head that two readers might understand in
///    two ways is refused. [RequestHead] is what of a head matters here.
/// 2. [CallHandler]: one request at a time on a connection (pipelined ones stay bytes until it is
///    their turn, and are not even read while their client does not take its answers), within its
///    limits of size ([RequestBody]) and time ([ClientClock]); finds the chain by the path and
///    hands the body to that chain's [dev.headgate.request.Relay] on the same event loop.
/// 3. [HttpReplies]: the answer's head and body in one flush, a long answer as it comes.
///
/// [RpcListener] binds the port and drains it; [Door] stops it accepting while there are no file
/// descriptors for more clients; [Connections] counts connections, and [CallRates] calls, against
/// the limits of each [Client]; [Pages] is what a GET gets, implemented by `operate`.
///
/// *A client* is the peer, or whom a trusted proxy's `X-Forwarded-For` names. A proxy's connection
/// carries now one client's call and now another's, so it counts for a client from that call's head
/// to its answer ([Caller]). A proxy that names nobody is, for the rate, one client itself.
///
/// *Why there are no CORS headers*, and a preflight gets 405: a node has none by default either,
/// and a page of another origin that may call would make every visitor a client, with the visitor's
/// address. Who serves browsers adds the headers in HAProxy, where origins are known.
///
/// *Why a client that ends its side (FIN) has left*: there is no telling it from one that is gone,
/// and a node's work for nobody is what a flood is made of.
///
/// *Why an answer that there is no memory for ends its connection*: whoever waits for an answer
/// that nobody gives waits for ever, and a part lost on its way out would leave a gap that looks
/// like an answer.
///
/// *Why answers are written as bytes* and not through Netty's response encoder: their heads are
/// three lines of which one number changes. *Why requests are read by a reader of our own*: Netty's
/// decoder bears what two readers may understand in two ways, so each head was read twice, once to
/// refuse that; and it makes objects of every line, of which one in ten is asked for. Rules of
/// heads and chunks stand in `http`, once for clients and nodes. Tests by chance hold the reader
/// against Netty's and against one that was written after the RFC for that alone: in whatever ours
/// takes for a request they must read the same.
@NullMarked
package dev.headgate.request.accept;

import org.jspecify.annotations.NullMarked;
