package dev.headgate.http;

import io.netty.util.concurrent.FastThreadLocal;

/// The array that bytes of a head are copied into to be looked at, because the JIT walks an array
/// faster than a buffer. One for each thread and not for each connection: what is in it is used up
/// before the reader returns, and with hundreds of connections theirs would push each other out of
/// the processor's caches.
public final class Pieces {
  /// In bytes. Twice as many brought nothing.
  public static final int SIZE = 256;

  private static final FastThreadLocal<byte[]> PIECES =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[SIZE];
        }
      };

  private Pieces() {}

  /// This thread's array; whoever asks next overwrites it.
  public static byte[] mine() {
    return PIECES.get();
  }
}
