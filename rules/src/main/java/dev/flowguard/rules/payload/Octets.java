package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an encoding for texts holds where that is no text: compressed parts, files, other charsets.
 * They are binary input again.
 */
final class Octets {
  /** Bytes without a recognisable form count from this length. */
  private static final int SHORTEST_OPAQUE = 32;

  /** Steps of a byte, and of looking what the bytes are. */
  private static final int STEPS = 4;

  private static final int LOOK = 512;

  private Octets() {}

  /**
   * Has bytes looked at, unless they are text in UTF-8, which their decoder has added already.
   *
   * @param part that they were found in; its type may declare a charset
   * @param length how many bytes of the array there are
   */
  static void open(Part part, String layer, byte[] bytes, int length, Unfolding to) {
    to.work().charge((long) STEPS * length + LOOK);
    if (TextEncoding.isPlainUtf8(bytes, length)) {
      return;
    }
    Bytes.Meaning meaning = Bytes.meaning(bytes, length);
    if (meaning == Bytes.Meaning.TEXT || meaning == Bytes.Meaning.NONE) {
      TextEncoding.Reading reading = TextEncoding.reading(bytes, length, part.type());
      boolean isRead = reading != null && reading.charset().equals(StandardCharsets.UTF_8);
      if (isRead || reading == null && length < SHORTEST_OPAQUE) {
        return;
      }
      int later = Bytes.laterStart(bytes, length);
      if (later >= 0 && to.decoded(length - later)) {
        to.add(part.inner(layer, Arrays.copyOfRange(bytes, later, length)));
      }
    }
    if (to.decoded(length)) {
      String charset = part.type() == null ? null : MediaType.parameter(part.type(), "charset");
      to.add(
          new Part(
              part.location(),
              part.layers().then(layer),
              part.depth() + 1,
              Arrays.copyOf(bytes, length),
              null,
              charset == null ? null : "text/plain;charset=" + charset,
              null,
              false));
    }
  }
}
