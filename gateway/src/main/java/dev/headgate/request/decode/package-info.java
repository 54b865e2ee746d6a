/// Bytes to calls: method, id and params as spans of the buffer, never a tree. Pure; of Netty it
/// reads buffers alone.
///
/// A *span* is a pair of offsets, first byte and one past the last, counted from the reader index
/// that the buffer had when it was read. Spans, because the bytes themselves travel: a call goes to
/// a node as it came in, a result goes to the client as the node spelled it.
///
/// The way in is [CallReader] (a request's body to [Call]s, each with its [Method]), the way back
/// [AnswerReader] (what a node answered). Both are strict in the same manner, through one scanner:
/// whatever two readers might understand differently is refused, since a rule about methods is
/// worth nothing when the node reads another method than the gateway did. [IdRewrite] swaps ids
/// that nodes would not echo as they were spelled; [ErrorReply] writes what the gateway itself has
/// to say. [BlockPlaces] reads which block a call asks about, for those few calls that meet nodes
/// with different heads.
@NullMarked
package dev.headgate.request.decode;

import org.jspecify.annotations.NullMarked;
