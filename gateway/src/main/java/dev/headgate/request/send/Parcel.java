package dev.headgate.request.send;

import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.IdRewrite;
import dev.headgate.request.decode.MethodClass;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The calls of one request that travel together to one node: one for a single call, several for a
/// batch; and the bytes that are sent for them. Belongs to one event loop; [#release()] once.
///
/// Bytes go as they came where every id is one that a node echoes as it was spelled; otherwise ids
/// are replaced by the call's place in the parcel, and put back in the answer.
public final class Parcel {
  private final ByteBuf request;
  private final List<Call> calls;
  private final boolean batch;
  private final boolean rewritten;
  private final ByteBuf bytes;
  private final Map<String, Integer> places;
  // Asked several times for each parcel.
  private boolean cheap = true;
  private boolean isLong;
  private boolean repeatable = true;
  private boolean onlyNotifications = true;

  private Parcel(
      ByteBuf request,
      List<Call> calls,
      boolean batch,
      boolean rewritten,
      ByteBuf bytes,
      Map<String, Integer> places) {
    this.request = request;
    this.calls = calls;
    this.batch = batch;
    this.rewritten = rewritten;
    this.bytes = bytes;
    this.places = places;
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      cheap &= call.method().cheap();
      isLong |= call.method().methodClass().isLong();
      repeatable &= call.method().methodClass().repeatable();
      onlyNotifications &= call.notification();
    }
  }

  /// A parcel of one call; `request` is the client's body, which the parcel reads but does not own.
  public static Parcel single(ByteBuf request, Call call, ByteBufAllocator alloc) {
    boolean asItCame = call.plainId() || call.notification();
    ByteBuf bytes =
        asItCame
            ? IdRewrite.untouched(request, call.start(), call.end())
            : IdRewrite.outgoing(alloc, request, call, 0);
    return new Parcel(request, List.of(call), false, !asItCame, bytes, Map.of());
  }

  /// A parcel of a batch's calls.
  public static Parcel batch(ByteBuf request, List<Call> calls, ByteBufAllocator alloc) {
    Map<String, Integer> places = new HashMap<>();
    boolean plain = true;
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      if (!call.notification()) {
        plain &= call.plainId() && places.put(idText(request, call), i) == null;
      }
    }
    if (!plain) {
      places.clear();
      for (int i = 0; i < calls.size(); i++) {
        if (!calls.get(i).notification()) {
          places.put(Integer.toString(i), i);
        }
      }
    }
    return new Parcel(
        request, List.copyOf(calls), true, !plain, join(request, calls, !plain, alloc), places);
  }

  private static ByteBuf join(
      ByteBuf request, List<Call> calls, boolean rewrite, ByteBufAllocator alloc) {
    int length = calls.stream().mapToInt(call -> call.end() - call.start() + 12).sum();
    ByteBuf out = alloc.buffer(length + 2).writeByte('[');
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      if (i > 0) {
        out.writeByte(',');
      }
      if (rewrite && !call.notification()) {
        ByteBuf one = IdRewrite.outgoing(alloc, request, call, i);
        out.writeBytes(one);
        one.release();
      } else {
        out.writeBytes(request, request.readerIndex() + call.start(), call.end() - call.start());
      }
    }
    return out.writeByte(']');
  }

  private static String idText(ByteBuf request, Call call) {
    return request.toString(
        request.readerIndex() + call.idStart(),
        call.idEnd() - call.idStart(),
        StandardCharsets.UTF_8);
  }

  public List<Call> calls() {
    return calls;
  }

  public boolean isBatch() {
    return batch;
  }

  /// Whether ids were replaced, so that an answer needs the client's own put back.
  public boolean rewritten() {
    return rewritten;
  }

  /// The client's body, which the calls' spans point into.
  public ByteBuf request() {
    return request;
  }

  ByteBuf bytes() {
    return bytes;
  }

  /// Whether every call of it may be hedged.
  boolean cheap() {
    return cheap;
  }

  /// Whether one of its calls has the long deadline.
  public boolean isLong() {
    return isLong;
  }

  /// Whether every call of it may be repeated after its bytes were written.
  boolean repeatable() {
    return repeatable;
  }

  boolean read() {
    return calls.stream().allMatch(call -> call.method().methodClass() == MethodClass.READ);
  }

  /// Whether a long answer to it may go on before it is whole.
  boolean mayFlow() {
    return !batch && !calls.getFirst().notification();
  }

  /// Whether no call of it wants an answer.
  boolean onlyNotifications() {
    return onlyNotifications;
  }

  /// The place in [#calls()] of the call that an answer with this id belongs to, or -1 when it is
  /// nobody's.
  ///
  /// @param answer the buffer that the offsets, counted from its reader index, point into
  int placeOf(ByteBuf answer, int idStart, int idEnd) {
    if (idStart < 0) {
      return -1;
    }
    int from = answer.readerIndex() + idStart;
    if (batch) {
      Integer place = places.get(answer.toString(from, idEnd - idStart, StandardCharsets.UTF_8));
      return place == null ? -1 : place;
    }
    return singleMatches(answer, from, idEnd - idStart) ? 0 : -1;
  }

  private boolean singleMatches(ByteBuf answer, int from, int length) {
    Call call = calls.getFirst();
    if (rewritten) {
      return length == 1 && answer.getByte(from) == '0';
    }
    return length == call.idEnd() - call.idStart()
        && ByteBufUtil.equals(
            request, request.readerIndex() + call.idStart(), answer, from, length);
  }

  /// Gives its bytes back.
  public void release() {
    bytes.release();
  }
}
