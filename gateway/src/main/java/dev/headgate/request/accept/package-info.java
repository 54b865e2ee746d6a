/// The rpc listener: bytes of clients in, bytes of answers out. In the order that bytes meet them:
///
/// 1. [StrictRequestDecoder]: Netty's HTTP decoder, behind a [HeadGuard] that refuses every head
///    which two readers might understand in two ways.
/// 2. [CallHandler]: one request at a time on a connection (pipelined ones wait their turn, and are
///    not even read while their client does not take its answers), within its limits of size and
///    time; finds the chain by the path and hands the body to that chain's
///    [dev.headgate.request.Relay] on the same event loop.
/// 3. [HttpReplies]: the answer's head and body in one flush, a long answer as it comes.
///
/// [RpcListener] binds the port and drains it; [Door] stops it accepting while there are no file
/// descriptors for more clients; [Connections] counts connections, and [CallRates] calls, against
/// the limits of each [Client]; [Pages] is what a GET gets, implemented by `operate`.
///
/// *A client* is the peer, or whom a trusted proxy's `X-Forwarded-For` names. A proxy's connection
/// carries now one client's call and now another's, so it counts for a client from that call's head
/// to its answer. A proxy that names nobody is, for the rate, one client itself.
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
/// three lines of which one number changes. The decoder stays Netty's, because there hostile input
/// is met; the guard before it only ever refuses.
@NullMarked
package dev.headgate.request.accept;

import org.jspecify.annotations.NullMarked;
