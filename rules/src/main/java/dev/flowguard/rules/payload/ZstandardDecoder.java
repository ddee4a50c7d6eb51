package dev.flowguard.rules.payload;

/** Zstandard (RFC 8878) by its magic bytes, whatever was declared. */
final class ZstandardDecoder implements Decoder {
  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !Zstandard.isFrame(bytes, 0)) {
      return false;
    }
    byte[] opened = to.inflater().zstandard(bytes);
    if (opened == null) {
      return false;
    }
    to.add(part.opened("zstd", opened));
    return true;
  }
}
