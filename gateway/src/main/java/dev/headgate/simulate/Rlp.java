package dev.headgate.simulate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// As much RLP as a raw transaction needs: the items of one list, and a list around items.
final class Rlp {
  private static final int SHORT = 55;

  private Rlp() {}

  /// One item: its bytes as they stood, and where its payload begins.
  static final class Item {
    private final byte[] encoded;
    private final int payloadAt;
    private final boolean isList;

    private Item(byte[] encoded, int payloadAt, boolean isList) {
      this.encoded = encoded;
      this.payloadAt = payloadAt;
      this.isList = isList;
    }

    byte[] encoded() {
      return encoded;
    }

    boolean isList() {
      return isList;
    }

    byte[] payload() {
      return Arrays.copyOfRange(encoded, payloadAt, encoded.length);
    }

    BigInteger number() {
      return new BigInteger(1, payload());
    }
  }

  /// The items of the list that `bytes` is from `at` to its end.
  ///
  /// @throws IllegalArgumentException when it is no such list
  static List<Item> items(byte[] bytes, int at) {
    Item list = item(bytes, at);
    if (!list.isList() || at + list.encoded().length != bytes.length) {
      throw new IllegalArgumentException("rlp: expected one list");
    }
    return items(list);
  }

  static List<Item> items(Item list) {
    List<Item> items = new ArrayList<>();
    for (int at = list.payloadAt; at < list.encoded().length; ) {
      Item item = item(list.encoded(), at);
      items.add(item);
      at += item.encoded().length;
    }
    return items;
  }

  static byte[] list(List<byte[]> encodedItems) {
    int length = encodedItems.stream().mapToInt(item -> item.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (length <= SHORT) {
      out.write(0xc0 + length);
    } else {
      byte[] size = unsigned(BigInteger.valueOf(length));
      out.write(0xf7 + size.length);
      out.writeBytes(size);
    }
    encodedItems.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /// A number as an encoded item.
  static byte[] number(BigInteger value) {
    byte[] bytes = unsigned(value);
    if (bytes.length == 1 && bytes[0] >= 0) {
      return bytes;
    }
    byte[] encoded = new byte[bytes.length + 1];
    encoded[0] = (byte) (0x80 + bytes.length);
    System.arraycopy(bytes, 0, encoded, 1, bytes.length);
    return encoded;
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static Item item(byte[] bytes, int at) {
    if (at >= bytes.length) {
      throw new IllegalArgumentException("rlp: ended too early");
    }
    int first = bytes[at] & 0xff;
    boolean isList = first >= 0xc0;
    if (first < 0x80) {
      return cut(bytes, at, 0, 1, false);
    }
    int length = first - (isList ? 0xc0 : 0x80);
    if (length <= SHORT) {
      return cut(bytes, at, 1, length, isList);
    }
    int sizeBytes = length - SHORT;
    if (at + 1 + sizeBytes > bytes.length) {
      throw new IllegalArgumentException("rlp: ended too early");
    }
    BigInteger size = new BigInteger(1, Arrays.copyOfRange(bytes, at + 1, at + 1 + sizeBytes));
    return cut(bytes, at, 1 + sizeBytes, size.min(BigInteger.valueOf(1 << 30)).intValue(), isList);
  }

  private static Item cut(byte[] bytes, int at, int head, int length, boolean isList) {
    if (at + head + length > bytes.length) {
      throw new IllegalArgumentException("rlp: ended too early");
    }
    return new Item(Arrays.copyOfRange(bytes, at, at + head + length), head, isList);
  }
}
