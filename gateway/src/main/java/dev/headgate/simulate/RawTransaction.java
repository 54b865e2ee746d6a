package dev.headgate.simulate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/// Reads signed bytes as a node does: hash, sender (recovered from the signature), nonce, value.
///
/// Bytes that are no transaction are taken too, as an opaque one with a made-up sender: tests need
/// many distinct submissions more often than they need signatures.
final class RawTransaction {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final HexFormat HEX = HexFormat.of();
  private static final int LEGACY = 0;
  private static final int BLOB = 3;
  private static final int LAST_TYPE = 4;
  private static final BigInteger EIP155 = BigInteger.valueOf(35);

  private RawTransaction() {}

  /// @param signed false for opaque bytes, whose nonce means nothing
  record Read(Transaction transaction, boolean signed) {}

  static Read read(byte[] raw) {
    try {
      return new Read(parse(raw), true);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException notOne) {
      return new Read(opaque(raw), false);
    }
  }

  static byte[] keccak(byte[] bytes) {
    return new Keccak.Digest256().digest(bytes);
  }

  private static Transaction opaque(byte[] raw) {
    String hash = hex(keccak(raw));
    return new Transaction(
        hash,
        "0x" + hash.substring(26),
        Hashes.address(0),
        0,
        BigInteger.ZERO,
        21_000,
        hex(raw),
        LEGACY,
        Signature.derived(HexFormat.fromHexDigitsToLong(hash, 2, 18)),
        Optional.empty());
  }

  private static Transaction parse(byte[] raw) {
    int type = (raw[0] & 0xff) <= LAST_TYPE ? raw[0] : LEGACY;
    List<Rlp.Item> items = Rlp.items(raw, type == LEGACY ? 0 : 1);
    boolean sidecar = type == BLOB && items.getFirst().isList();
    List<Rlp.Item> fields = sidecar ? Rlp.items(items.getFirst()) : items;
    byte[] hashed = sidecar ? typed(type, items.getFirst().encoded()) : raw;
    int nonce = type == LEGACY ? 0 : 1;
    int to = type == LEGACY ? 3 : type == 1 ? 4 : 5;
    byte[] receiver = fields.get(to).payload();
    return new Transaction(
        hex(keccak(hashed)),
        sender(type, fields),
        receiver.length == 0 ? null : hex(receiver),
        fields.get(nonce).number().longValueExact(),
        fields.get(to + 1).number(),
        fields.get(to - 1).number().longValueExact(),
        hex(fields.get(to + 2).payload()),
        type,
        signature(fields),
        Optional.empty());
  }

  private static Signature signature(List<Rlp.Item> fields) {
    List<String> last =
        fields.subList(fields.size() - 3, fields.size()).stream()
            .map(field -> "0x" + field.number().toString(16))
            .toList();
    return new Signature(last.get(0), last.get(1), last.get(2));
  }

  private static String sender(int type, List<Rlp.Item> fields) {
    int unsigned = fields.size() - 3;
    BigInteger v = fields.get(unsigned).number();
    List<byte[]> signed = new ArrayList<>();
    fields.subList(0, unsigned).forEach(field -> signed.add(field.encoded()));
    if (type == LEGACY && v.compareTo(EIP155) >= 0) {
      signed.add(Rlp.number(v.subtract(EIP155).shiftRight(1)));
      signed.add(Rlp.number(BigInteger.ZERO));
      signed.add(Rlp.number(BigInteger.ZERO));
    }
    byte[] list = Rlp.list(signed);
    byte[] digest = keccak(type == LEGACY ? list : typed(type, list));
    // v is 27 or 28, or 35 or 36 plus twice the chain id: even means 1. In typed ones it is itself.
    boolean odd = (type == LEGACY) != v.testBit(0);
    return recover(
        digest, odd, fields.get(unsigned + 1).number(), fields.get(unsigned + 2).number());
  }

  /// SEC 1, section 4.1.6: the key that made this signature.
  private static String recover(byte[] digest, boolean odd, BigInteger r, BigInteger s) {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (odd ? 3 : 2);
    byte[] x = r.toByteArray();
    int length = Math.min(x.length, 32);
    System.arraycopy(x, x.length - length, compressed, 33 - length, length);
    ECPoint point = CURVE.getCurve().decodePoint(compressed);
    BigInteger inverse = r.modInverse(CURVE.getN());
    BigInteger e = new BigInteger(1, digest);
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
            CURVE.getG(),
            inverse.multiply(e).negate().mod(CURVE.getN()),
            point,
            inverse.multiply(s).mod(CURVE.getN()));
    byte[] encoded = key.normalize().getEncoded(false);
    byte[] hashed = keccak(Arrays.copyOfRange(encoded, 1, encoded.length));
    return hex(Arrays.copyOfRange(hashed, 12, 32));
  }

  private static byte[] typed(int type, byte[] list) {
    byte[] bytes = new byte[list.length + 1];
    bytes[0] = (byte) type;
    System.arraycopy(list, 0, bytes, 1, list.length);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return "0x" + HEX.formatHex(bytes);
  }
}
