package dev.flowguard.rules.payload;

/**
 * Brotli (RFC 7932) that nothing declares. It has no magic bytes, so it is tried on bytes that are
 * nothing else, and believed only if it comes to its end; they stay a leaf all the same.
 */
final class BrotliDecoder implements Decoder {
  private static final int SHORTEST = 16;

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || bytes.length < SHORTEST) {
      return false;
    }
    byte[] opened = to.inflater().guessBrotli(bytes);
    if (opened == null || opened.length < SHORTEST) {
      return false;
    }
    to.leaf(new Leaf.Binary(part.location(), part.layers(), bytes, part.type(), part.fileName()));
    to.add(part.inner("br", opened));
    return true;
  }
}
