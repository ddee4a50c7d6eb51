package dev.flowguard.rules.payload;

/** Zlib by its header, whatever was declared. */
final class DeflateDecoder implements Decoder {
  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return BoundedInflater.isZlib(bytes);
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !BoundedInflater.isZlib(bytes)) {
      return false;
    }
    BoundedInflater.Opened opened = to.inflater().guessZlib(bytes);
    if (opened == null) {
      return false;
    }
    to.strings(part, opened.beside());
    to.add(part.opened("deflate", opened.bytes()));
    return true;
  }
}
