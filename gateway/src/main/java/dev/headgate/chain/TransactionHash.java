package dev.headgate.chain;

import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// The hash under which a chain knows a raw transaction: Keccak-256 of its bytes (EIP-2718).
///
/// A blob transaction travels with its sidecar, `0x03 || rlp([fields, blobs, commitments, proofs])`
/// (EIP-4844) or `0x03 || rlp([fields, version, blobs, commitments, proofs])` (EIP-7594), and is
/// hashed without it: `0x03 || rlp(fields)`.
public final class TransactionHash {
  private static final int BLOB = 3;
  private static final int HIGHEST_TYPE = 0x7f;
  private static final int LIST = 0xc0;

  private TransactionHash() {}

  /// The hash of one transaction, signed and encoded.
  ///
  /// @param rawTransaction as `eth_sendRawTransaction` carries it, decoded from hex
  /// @return `0x` and 64 lower-case hex digits
  /// @throws IllegalArgumentException when the bytes are no transaction: empty, of no type, or of a
  ///   known type and no RLP list to their end
  public static String of(byte[] rawTransaction) {
    if (rawTransaction.length == 0) {
      throw malformed("it is empty");
    }
    int type = rawTransaction[0] & 0xff;
    if (type >= LIST) {
      whole(rawTransaction, 0);
    } else if (type > HIGHEST_TYPE) {
      throw malformed("it begins with neither a type nor a list");
    } else if (type == BLOB) {
      return blob(rawTransaction);
    } else if (type == 1 || type == 2 || type == 4) {
      whole(rawTransaction, 1);
    }
    // Other types are a chain's own, and so is their form.
    return keccak(rawTransaction, 0, rawTransaction.length, false);
  }

  private static String blob(byte[] raw) {
    Item all = whole(raw, 1);
    if (all.payload == all.end) {
      throw malformed("its list is empty");
    }
    Item fields = item(raw, all.payload, all.end);
    if (!fields.list) {
      return keccak(raw, 0, raw.length, false);
    }
    int count = 1;
    for (int at = fields.end; at < all.end; at = item(raw, at, all.end).end) {
      count++;
    }
    if (count != 4 && count != 5) {
      throw malformed("a blob transaction with its sidecar has 4 or 5 parts, not " + count);
    }
    return keccak(raw, fields.start, fields.end, true);
  }

  private static String keccak(byte[] bytes, int start, int end, boolean blob) {
    KeccakDigest digest = new KeccakDigest(256);
    if (blob) {
      digest.update((byte) BLOB);
    }
    digest.update(bytes, start, end - start);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return "0x" + HexFormat.of().formatHex(hash);
  }

  private static Item whole(byte[] raw, int at) {
    Item item = item(raw, at, raw.length);
    if (!item.list || item.end != raw.length) {
      throw malformed("it is not one list to its end");
    }
    return item;
  }

  /// The RLP item at `at` (Ethereum Yellow Paper, appendix B).
  private static Item item(byte[] raw, int at, int limit) {
    if (at >= limit) {
      throw malformed("it is cut off");
    }
    int head = raw[at] & 0xff;
    if (head < 0x80) {
      return new Item(at, at, at + 1, false);
    }
    boolean list = head >= LIST;
    int length = head - (list ? LIST : 0x80);
    int lengthBytes = Math.max(0, length - 55);
    int payload = at + 1 + lengthBytes;
    long size = lengthBytes == 0 ? length : number(raw, at + 1, payload, limit);
    if (size > limit - payload) {
      throw malformed("it is cut off");
    }
    return new Item(at, payload, payload + (int) size, list);
  }

  private static long number(byte[] raw, int from, int to, int limit) {
    if (to > limit || to - from > 4) {
      throw malformed("a length goes beyond its end");
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      number = (number << 8) | (raw[i] & 0xff);
    }
    return number;
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("not a raw transaction: " + why);
  }

  private record Item(int start, int payload, int end, boolean list) {}
}
