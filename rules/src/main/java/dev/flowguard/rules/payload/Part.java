package dev.flowguard.rules.payload;

import org.jspecify.annotations.Nullable;

/**
 * Something that may have layers to open: bytes, or a text, never both.
 *
 * @param depth layers opened so far
 * @param type declared media type with its parameters; null where none was declared
 * @param fileName declared file name, if any
 * @param isBody true for the body as the request declares it, whose declared form must hold
 */
record Part(
    Location location,
    Layers layers,
    int depth,
    byte @Nullable [] bytes,
    @Nullable String text,
    @Nullable String type,
    @Nullable String fileName,
    boolean isBody) {

  static Part ofBytes(Location location, Layers layers, int depth, byte[] bytes) {
    return new Part(location, layers, depth, bytes, null, null, null, false);
  }

  static Part ofText(Location location, Layers layers, int depth, String text) {
    return new Part(location, layers, depth, null, text, null, null, false);
  }

  /** The same place and declaration with a layer opened: other bytes. */
  Part opened(String layer, byte[] inner) {
    return new Part(location, layers.then(layer), depth + 1, inner, null, type, fileName, isBody);
  }

  /** The same place with a layer opened, of which nothing is declared: other bytes. */
  Part inner(String layer, byte[] inner) {
    return ofBytes(location, layers.then(layer), depth + 1, inner);
  }

  /** The same place with a layer opened: a text. */
  Part innerText(String layer, String inner) {
    return new Part(location, layers.then(layer), depth + 1, null, inner, null, null, false);
  }

  /** The same, of some stretches of this text. */
  Part partlyInnerText(String layer, String inner) {
    return ofText(location, layers.thenPartly(layer), depth + 1, inner);
  }

  /** These bytes, read as a text. */
  Part asText(String read, @Nullable String layer) {
    return new Part(
        location,
        layer == null ? layers : layers.then(layer),
        depth,
        null,
        read,
        type,
        fileName,
        isBody);
  }

  /** Bytes or characters. */
  int size() {
    return bytes != null ? bytes.length : text == null ? 0 : text.length();
  }

  /** The declared media type without parameters, in lower case; empty where there is none. */
  String mediaType() {
    return type == null ? "" : MediaType.of(type);
  }

  @Override
  public String toString() {
    return "Part[" + location + "]";
  }
}
