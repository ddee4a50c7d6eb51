package dev.flowguard.rules.payload;

/** Zlib by its header, whatever was declared. */
final class DeflateDecoder implements Decoder {
  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !BoundedInflater.isZlib(bytes)) {
      return false;
    }
    byte[] opened = to.inflater().guessZlib(bytes);
    if (opened == null) {
      return false;
    }
    to.add(part.opened("deflate", opened));
    return true;
  }
}
