package dev.headgate.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Reads the body of a message: of a known length, in chunks with a trailer behind them, or until
/// the connection ends. Nothing of extensions and trailer is kept.
///
/// Keeps its place between reads.
public final class BodyReader {

  /// How long a body is whose end is marked by chunks.
  public static final long CHUNKED = -1;

  /// How long a body is that ends with its connection.
  public static final long UNTIL_CLOSE = -2;

  /// Told of what was read. It may turn away at any time, and then is told nothing more.
  public interface Sink {

    /// A part of the body, never empty; the sink owns it.
    void content(ByteBuf part);

    /// Whether it still wants to be told.
    boolean open();
  }

  /// A whole body up to here is copied, which costs no more than to share the buffer that it came
  /// in: that goes back at once, and who reads the body has an array.
  private static final int COPIED = 4 << 10;

  /// A line before a chunk is a few bytes, and the chunk behind it is not wanted in an array.
  private static final int PIECE = 32;

  private static final HeaderLines.Wants NOTHING =
      new HeaderLines.Wants() {
        @Override
        public int wanted(Word name) {
          return 0;
        }

        @Override
        public void value(Word value) {}
      };

  private enum At {
    DATA,
    CHUNK_LINE,
    CHUNK,
    CHUNK_END,
    CHUNK_END_LF,
    TRAILER,
    WHOLE
  }

  private final Sink sink;
  private final Fault fault;
  private final ChunkLine chunkLine;
  private final HeaderLines trailer;
  private At at = At.WHOLE;
  private long left;
  private boolean untouched;

  /// A reader of one connection's bodies.
  ///
  /// @param mostTrailer bytes of a trailer
  public BodyReader(Sink sink, Extensions extensions, int mostTrailer, Fault fault) {
    this.sink = sink;
    this.fault = fault;
    chunkLine = new ChunkLine(extensions, fault);
    String none = "a trailer that is no header line";
    HeaderLines.Bounds bounds =
        new HeaderLines.Bounds(
            "trailer",
            none,
            "",
            "a trailer over " + mostTrailer + " bytes",
            mostTrailer,
            mostTrailer);
    trailer = new HeaderLines(bounds, NOTHING, fault);
  }

  /// The next body begins.
  ///
  /// @param length in bytes, or [#CHUNKED] or [#UNTIL_CLOSE]
  public void begin(long length) {
    untouched = length >= 0;
    if (length == CHUNKED) {
      at = At.CHUNK_LINE;
      chunkLine.begin();
    } else {
      left = length == UNTIL_CLOSE ? Long.MAX_VALUE : length;
      at = left == 0 ? At.WHOLE : At.DATA;
    }
  }

  /// Whether its last byte has been read.
  public boolean whole() {
    return at == At.WHOLE;
  }

  /// Reads on until the body is whole, the bytes are all read, there is a fault, or nobody wants
  /// more. The buffer is the caller's; parts of it are handed on.
  public void read(ByteBuf in) {
    while (at != At.WHOLE && in.isReadable() && !fault.found() && sink.open()) {
      switch (at) {
        case DATA -> data(in, At.WHOLE);
        case CHUNK -> data(in, At.CHUNK_END);
        default -> lines(in);
      }
    }
  }

  private void data(ByteBuf in, At then) {
    int size = (int) Math.min(in.readableBytes(), left);
    left -= size;
    if (left == 0) {
      at = then;
    }
    boolean all = untouched && left == 0;
    untouched = false;
    sink.content(all && size <= COPIED ? copy(in, size) : in.readRetainedSlice(size));
  }

  private static ByteBuf copy(ByteBuf in, int size) {
    byte[] bytes = new byte[size];
    in.readBytes(bytes);
    return Unpooled.wrappedBuffer(bytes);
  }

  private void lines(ByteBuf in) {
    byte[] piece = Pieces.mine();
    int size = Math.min(in.readableBytes(), PIECE);
    in.readBytes(piece, 0, size); // getBytes would make an object
    int i = 0;
    while (i < size && at != At.WHOLE && at != At.CHUNK && !fault.found()) {
      i = step(piece, i, size);
    }
    in.readerIndex(in.readerIndex() - size + i);
  }

  private int step(byte[] piece, int from, int to) {
    return switch (at) {
      case CHUNK_LINE -> chunkLine(piece, from, to);
      case CHUNK_END -> chunkEnds(piece[from], from);
      case CHUNK_END_LF -> chunkOver(piece[from], from);
      case TRAILER -> trailer(piece, from, to);
      case DATA, CHUNK, WHOLE -> from;
    };
  }

  private int chunkLine(byte[] piece, int from, int to) {
    int stop = chunkLine.read(piece, from, to);
    if (chunkLine.over()) {
      left = chunkLine.size();
      at = left == 0 ? At.TRAILER : At.CHUNK;
      trailer.begin(0);
    }
    return stop;
  }

  private int chunkEnds(byte b, int from) {
    if (b != '\r') {
      fault.is("a chunk longer than its size");
    }
    at = At.CHUNK_END_LF;
    return from + 1;
  }

  private int chunkOver(byte b, int from) {
    if (b != '\n') {
      fault.is("a carriage return without its line feed");
    }
    at = At.CHUNK_LINE;
    chunkLine.begin();
    return from + 1;
  }

  private int trailer(byte[] piece, int from, int to) {
    int stop = trailer.read(piece, from, to);
    if (trailer.over()) {
      at = At.WHOLE;
    }
    return stop;
  }
}
