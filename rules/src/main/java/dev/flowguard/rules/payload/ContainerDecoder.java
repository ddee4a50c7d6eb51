package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;

/**
 * Files that are known by their magic bytes and have nothing inside that is opened here stay whole.
 * Of those that are encrypted or archives it is told, so that nobody takes them for clean.
 */
final class ContainerDecoder implements Decoder {
  /** The stream of an office document with a password ([MS-OFFCRYPTO], 1.3.3), in UTF-16. */
  private static final String ENCRYPTED_PACKAGE =
      "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null) {
      return false;
    }
    if (Bytes.startsWith(bytes, "-----BEGIN PGP MESSAGE")
        || Bytes.startsWith(bytes, "age-encryption.org/")
        || Bytes.startsWith(bytes, "Salted__")) {
      to.incomplete(Reason.ENCRYPTED);
      return false;
    }
    FileKind kind = FileKind.of(bytes);
    if (kind == null) {
      return false;
    }
    if (kind == FileKind.ARCHIVE) {
      to.incomplete(Reason.ENCODING);
    } else if (kind == FileKind.OLE2 && isEncrypted(bytes, to)) {
      to.incomplete(Reason.ENCRYPTED);
    }
    to.file(part, bytes);
    return true;
  }

  private static boolean isEncrypted(byte[] bytes, Unfolding to) {
    to.work().charge(bytes.length);
    return Bytes.indexOf(bytes, ENCRYPTED_PACKAGE, 0, bytes.length) >= 0;
  }
}
