package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The readable runs inside bytes, whatever format they have: UTF-8, and UTF-16 of Latin text. So
 * text in formats that nothing here opens (MessagePack, CBOR, BSON, Java serialization, metadata of
 * files) is looked at all the same.
 */
final class StringsInside {
  /** Shorter runs come about by chance. */
  private static final int SHORTEST = 12;

  /** All runs together; what comes after is not looked at as a text. */
  private static final int MOST_BYTES = 1 << 20;

  private StringsInside() {}

  /** The runs, a line each, or null if there are none. */
  static @Nullable String of(byte[] bytes) {
    StringBuilder out = null;
    int i = 0;
    while (i < bytes.length) {
      int end = narrow(bytes, i);
      boolean isWide = end - i < SHORTEST;
      if (isWide) {
        int wideEnd = wide(bytes, i);
        if (wideEnd - i < 2 * SHORTEST) {
          // A short narrow run that is the start of a wide one begins again one byte on.
          i = Math.max(i + 1, end > i + 1 ? end - 1 : end);
          continue;
        }
        end = wideEnd;
      }
      out = out == null ? new StringBuilder() : out;
      if (out.length() > MOST_BYTES) {
        return out.toString();
      }
      int length = Math.min(end - i, MOST_BYTES);
      out.append(
              new String(
                  bytes, i, length, isWide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8))
          .append('\n');
      i = end;
    }
    return out == null ? null : out.toString();
  }

  private static int narrow(byte[] bytes, int start) {
    int i = start;
    while (i < bytes.length) {
      int b = bytes[i] & 0xff;
      if (b >= ' ' && b < 0x7f || b == '\n' || b == '\t' || b == '\r') {
        i++;
        continue;
      }
      int more =
          b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 0;
      if (more == 0 || i + more >= bytes.length) {
        break;
      }
      boolean goesOn = true;
      for (int k = 1; k <= more; k++) {
        goesOn &= (bytes[i + k] & 0xc0) == 0x80;
      }
      if (!goesOn) {
        break;
      }
      i += more + 1;
    }
    return i;
  }

  private static int wide(byte[] bytes, int start) {
    int i = start;
    while (i + 1 < bytes.length
        && bytes[i + 1] == 0
        && ((bytes[i] & 0xff) >= ' ' && bytes[i] != 0x7f || bytes[i] == '\n' || bytes[i] == '\r')) {
      i += 2;
    }
    return i;
  }
}
