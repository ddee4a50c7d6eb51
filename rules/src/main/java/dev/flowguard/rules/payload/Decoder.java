package dev.flowguard.rules.payload;

/**
 * Opens one kind of layer. One decoder is one class, registered in {@link Decoders}.
 *
 * <p>Decoders are immutable and thread-safe, keep what they need for one payload in the {@link
 * Unfolding}, and never throw on hostile input: they go on after a bad byte and note what they
 * could not open.
 */
interface Decoder {
  /**
   * Looks at a part and opens it if it has this layer.
   *
   * @param to takes leaves, inner parts and reasons
   * @return true if nothing else needs to look at this part
   */
  boolean open(Part part, Unfolding to);

  /** False if it certainly finds nothing in a value of this outline. */
  default boolean mayOpen(Outline value) {
    return true;
  }
}
