package dev.flowguard.rules.payload;

/** Gzip by its magic bytes, whatever was declared. */
final class GzipDecoder implements Decoder {
  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !Bytes.isGzip(bytes)) {
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
