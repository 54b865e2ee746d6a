package dev.headgate.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;

/// Stands before TLS and ends a connection on which the node wants to shake hands a second time
/// (TLS 1.2 and before; 1.3 knows no such thing). No node needs it, it holds up the call that is on
/// the connection, and it was good for attacks more than once.
///
/// It reads the headers of the records alone. After the peer's change of cipher one handshake
/// record is due, `Finished` (in TLS 1.3 a `ServerHello` after a retry); what comes after that
/// looks like application data, or is a renegotiation.
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;

  private final byte[] header = new byte[HEADER];
  private int headerBytes;
  private int skip;
  private boolean changed;
  private int handshakesSince;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && renegotiates(bytes)) {
      ReferenceCountUtil.release(message);
      context.fireExceptionCaught(new SSLException("it wants to renegotiate TLS"));
      context.close();
    } else {
      context.fireChannelRead(message);
    }
  }

  boolean renegotiates(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      int skipped = Math.min(skip, bytes.writerIndex() - at);
      at += skipped;
      skip -= skipped;
      while (skip == 0 && headerBytes < HEADER && at < bytes.writerIndex()) {
        header[headerBytes++] = bytes.getByte(at++);
      }
      if (headerBytes == HEADER) {
        headerBytes = 0;
        skip = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
        if (isSecond(header[0])) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isSecond(int type) {
    changed |= type == CHANGE_CIPHER_SPEC;
    return changed && type == HANDSHAKE && ++handshakesSince > 1;
  }
}
