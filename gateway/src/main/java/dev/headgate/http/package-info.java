/// What reading HTTP/1.1 is, whoever sent it: clients (`request.accept`) and nodes (`wire`) are
/// read by the same rules, which two readers cannot understand in two ways (RFC 9112 sections 2 to
/// 7), and those rules stand here once. Each side has a reader of its own for what differs: the
/// first line, the headers that matter, the words of its refusals.
///
/// - [HttpBytes]: which bytes may stand where. [Word]: bytes of a word that came in pieces.
/// - [HeaderLines]: walks a head's lines, or a trailer's, and keeps what its owner wants.
/// - [BodyReader]: a body by its length or in chunks.
/// - [Pieces]: the array that they read from. [Fault]: the first thing that was wrong.
///
/// All of them read once, from an array into which a few hundred bytes of the buffer are copied at
/// a time: a loop over an array costs a fraction of one over a direct buffer. They keep their place
/// between reads, and make no object for a line.
@NullMarked
package dev.headgate.http;

import org.jspecify.annotations.NullMarked;
