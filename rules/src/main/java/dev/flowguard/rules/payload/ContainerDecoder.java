package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;

/**
 * Files that are known by their magic bytes and have nothing inside that is opened here stay whole.
 * Of those that are encrypted or archives it is told, so that nobody takes them for clean.
 */
final class ContainerDecoder implements Decoder {
  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return isEncrypted(bytes) || FileKind.of(bytes) != null;
  }

  private static boolean isEncrypted(byte[] bytes) {
    return Bytes.startsWith(bytes, "-----BEGIN PGP MESSAGE")
        || Bytes.startsWith(bytes, "age-encryption.org/")
        || Bytes.startsWith(bytes, "Salted__");
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null) {
      return false;
    }
    if (isEncrypted(bytes)) {
      to.incomplete(Reason.ENCRYPTED);
      return false;
    }
    FileKind kind = FileKind.of(bytes);
    if (kind == null) {
      return false;
    }
    if (kind == FileKind.ARCHIVE) {
      to.incomplete(Reason.ENCODING);
    }
    to.file(part, bytes);
    return true;
  }
}
