package dev.flowguard.rules.payload;

import org.jspecify.annotations.Nullable;

/** One text or run of bytes that a payload carries, after all layers around it were opened. */
public sealed interface Leaf {
  Location location();

  Layers layers();

  /** Characters, bytes or numbers. */
  int size();

  /**
   * A text.
   *
   * @param value decoded characters; content, so never printed
   * @param isName true where the text is a name in the payload (a JSON key, a form key, a file
   *     name) rather than a value
   */
  record Text(Location location, Layers layers, String value, boolean isName) implements Leaf {
    @Override
    public int size() {
      return value.length();
    }

    @Override
    public String toString() {
      return location + " (text, " + value.length() + " chars)";
    }
  }

  /**
   * Bytes that are no text: a file, an image, an opaque value.
   *
   * @param bytes a view; never modified
   * @param declaredType the media type that the payload gives them, if any
   * @param fileName the name that the payload gives them, if any; content, so never printed
   */
  record Binary(
      Location location,
      Layers layers,
      byte[] bytes,
      @Nullable String declaredType,
      @Nullable String fileName)
      implements Leaf {
    @Override
    public int size() {
      return bytes.length;
    }

    @Override
    public String toString() {
      return location + " (binary, " + bytes.length + " bytes)";
    }
  }

  /**
   * All numbers of an array of them, beside the leaf of each.
   *
   * @param values never modified
   */
  record Numbers(Location location, Layers layers, double[] values) implements Leaf {
    /** Shorter arrays are told number by number only. */
    public static final int FEWEST = 64;

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public String toString() {
      return location + " (" + values.length + " numbers)";
    }
  }
}
