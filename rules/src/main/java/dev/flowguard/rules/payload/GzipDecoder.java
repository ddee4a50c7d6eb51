package dev.flowguard.rules.payload;

/** Gzip by its magic bytes, whatever was declared. */
final class GzipDecoder implements Decoder {
  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return Bytes.isGzip(bytes);
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !Bytes.isGzip(bytes)) {
      return false;
    }
    BoundedInflater.Opened opened = to.inflater().gunzip(bytes, false);
    if (opened == null) {
      return false;
    }
    to.strings(part, opened.beside());
    to.add(part.opened("gzip", opened.bytes()));
    return true;
  }
}
