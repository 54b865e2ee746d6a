package dev.headgate.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;

class TransactionHashTest {
  /// The signed example of EIP-155.
  private static final String EIP_155 =
      "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
          + "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
          + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

  private static final byte[] FIELDS =
      list(string(1), string(7), string(20), string(130), list(), string(0), list(string(32)));

  @Test
  void the_example_of_eip_155_has_its_hash() {
    assertEquals(
        "0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788",
        TransactionHash.of(HexFormat.of().parseHex(EIP_155)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x02, 0x03, 0x04, 0x64, 0x7e})
  void a_typed_transaction_is_hashed_with_its_type(int type) {
    byte[] raw = typed(type, FIELDS);
    assertEquals(reference(raw), TransactionHash.of(raw));
  }

  @Test
  void a_blob_transaction_is_hashed_without_its_sidecar() {
    String canonical = reference(typed(3, FIELDS));
    byte[] blobs = list(string(131_072), string(131_072));
    byte[] small = list(string(48), string(48));
    byte[] network = typed(3, list(FIELDS, blobs, small, small));
    byte[] versioned = typed(3, list(FIELDS, new byte[] {1}, blobs, small, small));
    assertEquals(canonical, TransactionHash.of(network));
    assertEquals(canonical, TransactionHash.of(versioned));
    assertNotEquals(canonical, reference(network));
  }

  @Test
  void every_prefix_of_a_transaction_is_refused() {
    byte[] legacy = HexFormat.of().parseHex(EIP_155);
    byte[] blob = typed(3, list(FIELDS, list(string(300)), list(), list()));
    Stream.of(legacy, typed(2, FIELDS), blob)
        .forEach(raw -> {
          for (int size = 0; size < raw.length; size++) {
            refused(Arrays.copyOf(raw, size));
          }
          refused(Arrays.copyOf(raw, raw.length + 1));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "80", "b8", "bf", "ff", "ffffffffffffffffff", "fb7fffffff", "fbffffffff",
            "fc0000000100",
        "0180", "0201", "02c1", "03", "03c0", "03c1c0", "03c2c0c0", "03c3c0c0c0",
            "03c6c0c0c0c0c0c0",
        "03c2c1c0c0", "03c4c0b8c0c0", "03c5c5c0c0c0c0"
      })
  void what_is_no_transaction_is_refused(String hex) {
    refused(HexFormat.of().parseHex(hex));
  }

  private static void refused(byte[] raw) {
    assertThrows(
        IllegalArgumentException.class,
        () -> TransactionHash.of(raw),
        () -> HexFormat.of().formatHex(raw));
  }

  private static String reference(byte[] raw) {
    return "0x" + HexFormat.of().formatHex(Hash.sha3(raw));
  }

  private static byte[] typed(int type, byte[] list) {
    return join(new byte[] {(byte) type}, list);
  }

  private static byte[] string(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xee);
    return join(head(0x80, length), bytes);
  }

  private static byte[] list(byte[]... items) {
    byte[] payload = join(items);
    return join(head(0xc0, payload.length), payload);
  }

  private static byte[] head(int base, int length) {
    if (length <= 55) {
      return new byte[] {(byte) (base + length)};
    }
    int size = (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
    byte[] head = new byte[size + 1];
    head[0] = (byte) (base + 55 + size);
    for (int i = size; i > 0; i--) {
      head[i] = (byte) (length >>> (8 * (size - i)));
    }
    return head;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }
}
