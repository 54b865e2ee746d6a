/// What stands between clients and nodes, each as a process of its own: Headgate, and what one
/// would use without it. All get the same nodes, the first of which is the primary.
///
/// A [Front] is started with [FrontKind#start], has an address for clients, names the node that
/// gave an answer in a header, and can be hit by signals. The rivals are set up as a careful
/// operator would for JSON-RPC (health checks by a call, retries on another node, short connect
/// timeouts): see [HaProxyFront] and [NginxFront].
///
/// [Program] is a process that is killed, stopped and started again; [Ports] finds places for them.
@NullMarked
package dev.headgate.bench.front;

import org.jspecify.annotations.NullMarked;
