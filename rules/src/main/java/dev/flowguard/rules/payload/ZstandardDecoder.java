package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;

/** Zstandard (RFC 8878) by its magic bytes, whatever was declared. */
final class ZstandardDecoder implements Decoder {
  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return Zstandard.isFrame(bytes, 0);
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !Zstandard.isFrame(bytes, 0)) {
      return false;
    }
    BoundedInflater.Opened opened = to.inflater().zstandard(bytes);
    if (opened == null) {
      to.incomplete(Reason.MALFORMED);
      return false;
    }
    to.strings(part, opened.beside());
    to.add(part.opened("zstd", opened.bytes()));
    return true;
  }
}
