/// Bytes to calls: method, id and params as spans of the buffer, never a tree. Pure; of Netty it
/// reads buffers alone.
@NullMarked
package dev.headgate.request.decode;

import org.jspecify.annotations.NullMarked;
