package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/// Puts another id into a call on its way to a node, and the client's own back into the answer:
/// nodes answer some ids otherwise than they were spelled, or refuse them.
public final class IdRewrite {
  /// Copying beats three buffers in one up to about here.
  private static final int COPIED = 8 * 1024;

  private IdRewrite() {}

  /// The call's object with `id` for its id; a notification as it is. The caller releases it.
  ///
  /// @param body the request that the call was read from, its reader index as it was then
  public static ByteBuf outgoing(ByteBufAllocator allocator, ByteBuf body, Call call, long id) {
    if (call.notification()) {
      return joined(
          allocator,
          body,
          call.start(),
          call.start(),
          Unpooled.EMPTY_BUFFER,
          call.start(),
          call.end());
    }
    ByteBuf number = ByteBufUtil.writeAscii(allocator, Long.toString(id));
    try {
      return joined(
          allocator, body, call.start(), call.idStart(), number, call.idEnd(), call.end());
    } finally {
      number.release();
    }
  }

  /// The answer's object with the id as the client spelled it. The caller releases it.
  ///
  /// @param spans of `answer`
  /// @param call read from `requestBody`
  /// @throws IllegalArgumentException when the answer is malformed or the call has no id
  public static ByteBuf restored(
      ByteBufAllocator allocator, ByteBuf answer, Answer spans, ByteBuf requestBody, Call call) {
    if (call.notification()) {
      throw new IllegalArgumentException("a notification has no id to put back");
    }
    ByteBuf id =
        requestBody.slice(
            requestBody.readerIndex() + call.idStart(), call.idEnd() - call.idStart());
    return switch (spans) {
      case Answer.Result(int start, int end, int idStart, int idEnd, int _, int _) ->
          joined(allocator, answer, start, idStart, id, idEnd, end);
      case Answer.Error(
              int start,
              int end,
              int idStart,
              int idEnd,
              int _,
              int _,
              int _,
              String _) ->
          joined(allocator, answer, start, idStart, id, idEnd, end);
      case Answer.Malformed(String why) ->
          throw new IllegalArgumentException("a malformed answer has no id: " + why);
    };
  }

  /// `[from, upTo)` of the source, the id, and `[on, end)` of the source. One object of a message
  /// as it came. The caller releases it.
  ///
  /// @param start of the object, counted from the message's reader index
  public static ByteBuf untouched(ByteBuf message, int start, int end) {
    // Most messages are their object and nothing else.
    return end - start == message.readableBytes()
        ? message.retain()
        : message.retainedSlice(message.readerIndex() + start, end - start);
  }

  private static ByteBuf joined(
      ByteBufAllocator allocator, ByteBuf source, int from, int upTo, ByteBuf id, int on, int end) {
    int base = source.readerIndex();
    int size = upTo - from + id.readableBytes() + end - on;
    if (size <= COPIED) {
      return allocator
          .buffer(size)
          .writeBytes(source, base + from, upTo - from)
          .writeBytes(id, id.readerIndex(), id.readableBytes())
          .writeBytes(source, base + on, end - on);
    }
    return allocator
        .compositeBuffer(3)
        .addComponent(true, source.retainedSlice(base + from, upTo - from))
        .addComponent(true, id.retainedSlice())
        .addComponent(true, source.retainedSlice(base + on, end - on));
  }
}
