/// The rpc listener: bytes of clients in, bytes of answers out. In the order that bytes meet them:
///
/// 1. [StrictRequestDecoder]: Netty's HTTP decoder, which refuses a request whose length is told in
///    two ways.
/// 2. [CallHandler]: one request at a time on a connection (pipelined ones wait their turn), within
///    its limits of size and time; finds the chain by the path and hands the body to that chain's
///    [dev.headgate.request.Relay] on the same event loop.
/// 3. [HttpReplies]: the answer's head and body in one flush, a long answer as it comes.
///
/// [RpcListener] binds the port and drains it; [Door] stops it accepting while there are no file
/// descriptors for more clients; [Connections] counts clients against their limits; [Pages] is what
/// a GET gets, implemented by `operate`.
///
/// *Why answers are written as bytes* and not through Netty's response encoder: their heads are
/// three lines of which one number changes. The decoder stays Netty's, because there hostile input
/// is met.
@NullMarked
package dev.headgate.request.accept;

import org.jspecify.annotations.NullMarked;
