package dev.headgate.request.send;

import dev.headgate.request.decode.AnswerReader;
import dev.headgate.request.decode.Call;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// An answer longer than `hold` on its way to the client. Where the id stood before the result it
/// was checked (and put back if it had been replaced) before the first byte left; where it comes
/// behind, as with Nethermind, the last bytes are kept back until they have shown it, so that
/// another call's answer never looks whole.
final class LongAnswer {
  /// Room behind the id for `}`, a `jsonrpc` key and some white space.
  private static final int TAIL_ROOM = 96;

  private final Parcel parcel;
  private final int idStart;
  private final int idEnd;
  private @Nullable AnswerSink sink;
  private ByteBuf tail = Unpooled.EMPTY_BUFFER;
  private boolean over;

  /// An answer that has not begun to flow.
  ///
  /// @param idStart where the id stands in the answer's first bytes, or -1 when it was not among
  ///   them
  LongAnswer(Parcel parcel, int idStart, int idEnd) {
    this.parcel = parcel;
    this.idStart = idStart;
    this.idEnd = idEnd;
  }

  /// By how many bytes the client's id is longer than the one that the node was given.
  int growth() {
    Call call = parcel.calls().getFirst();
    return parcel.rewritten() ? call.idEnd() - call.idStart() - (idEnd - idStart) : 0;
  }

  AnswerSink sink() {
    if (sink == null) {
      throw new IllegalStateException("not started");
    }
    return sink;
  }

  void start(AnswerSink to, ByteBuf prefix) {
    sink = to;
    if (parcel.rewritten()) {
      Call call = parcel.calls().getFirst();
      ByteBuf request = parcel.request();
      to.write(prefix.readRetainedSlice(idStart));
      to.write(request.copy(request.readerIndex() + call.idStart(), call.idEnd() - call.idStart()));
      prefix.skipBytes(idEnd - idStart);
    }
    add(prefix);
  }

  void add(ByteBuf part) {
    if (idStart >= 0) {
      sink().write(part);
      return;
    }
    int keep = id().length + TAIL_ROOM;
    ByteBuf all = tail.isReadable() ? Unpooled.wrappedBuffer(tail, part) : part;
    tail = Unpooled.EMPTY_BUFFER;
    int free = all.readableBytes() - keep;
    if (free > 0) {
      sink().write(all.readRetainedSlice(free));
    }
    // A client that broke under the write may have ended all this meanwhile.
    if (!over) {
      tail = all.copy();
    }
    all.release();
  }

  /// Whether the answer ended as it should; false when it must be cut.
  boolean finish() {
    boolean good = idStart >= 0 || AnswerReader.tailHasId(tail, id());
    if (good) {
      ByteBuf last = tail;
      tail = Unpooled.EMPTY_BUFFER;
      sink().write(last);
      sink().finish();
    }
    return good;
  }

  void cut() {
    discard();
    sink().cut();
  }

  /// Gives back what was kept back; nothing is kept any more.
  void discard() {
    over = true;
    tail.release();
    tail = Unpooled.EMPTY_BUFFER;
  }

  private byte[] id() {
    Call call = parcel.calls().getFirst();
    ByteBuf request = parcel.request();
    return ByteBufUtil.getBytes(
        request, request.readerIndex() + call.idStart(), call.idEnd() - call.idStart());
  }
}
