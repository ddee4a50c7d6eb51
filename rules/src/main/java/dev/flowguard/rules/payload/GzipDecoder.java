package dev.flowguard.rules.payload;

/** Gzip by its magic bytes, whatever was declared. */
final class GzipDecoder implements Decoder {
  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null
        || bytes.length < 3
        || bytes[0] != 0x1f
        || bytes[1] != (byte) 0x8b
        || bytes[2] != 8) {
      return false;
    }
    byte[] opened = to.inflater().gunzip(bytes);
    if (opened == null) {
      return false;
    }
    to.add(part.opened("gzip", opened));
    return true;
  }
}
