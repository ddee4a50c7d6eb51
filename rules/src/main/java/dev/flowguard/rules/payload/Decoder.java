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

  /** What a value has that it opens. Without a declaration each value is looked at. */
  default Signs signs() {
    return Signs.UNKNOWN;
  }

  /**
   * A closer look at a value that has the signs: false if it certainly opens nothing in it.
   * Allocates nothing.
   *
   * @param seen what a look at the value showed
   */
  default boolean mayOpen(CharSequence value, Outline seen) {
    return true;
  }

  /**
   * False if it certainly opens nothing in these bytes.
   *
   * @param mediaType declared, in lower case and without parameters; empty where there is none
   */
  default boolean mayOpen(byte[] bytes, String mediaType) {
    return true;
  }
}
