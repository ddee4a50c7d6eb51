package dev.flowguard.rules.payload;

import dev.flowguard.rules.decision.Inspection.Reason;
import java.nio.charset.StandardCharsets;

/**
 * Files that are known by their magic bytes stay whole; of those it is only told whether they are
 * encrypted, so that nobody takes them for clean.
 */
final class ContainerDecoder implements Decoder {
  private static final byte[] ENCRYPT = "/Encrypt".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PGP = "-----BEGIN PGP MESSAGE".getBytes(StandardCharsets.US_ASCII);

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null) {
      return false;
    }
    if (startsWith(bytes, PGP)) {
      to.incomplete(Reason.ENCRYPTED);
      return false;
    }
    FileKind kind = FileKind.of(bytes);
    if (kind == null) {
      return false;
    }
    boolean encrypted =
        kind == FileKind.ZIP && bytes.length > 6 && (bytes[6] & 1) == 1
            || kind == FileKind.PDF && contains(bytes, ENCRYPT);
    if (encrypted) {
      to.incomplete(Reason.ENCRYPTED);
    }
    to.leaf(new Leaf.Binary(part.location(), part.layers(), bytes, part.type(), part.fileName()));
    return true;
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && java.util.Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (bytes[i] == wanted[0]
          && java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
