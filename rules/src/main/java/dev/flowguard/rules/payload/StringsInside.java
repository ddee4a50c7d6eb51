package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The readable runs inside bytes, whatever format they have: UTF-8, UTF-16, and lists of words. So
 * text in formats that nothing here opens (MessagePack, CBOR, BSON, Java serialization, metadata of
 * files) is looked at all the same.
 */
final class StringsInside {
  /** Shorter runs come about by chance. */
  private static final int SHORTEST = 12;

  /** All runs together; what comes after is not looked at as a text. */
  static final int MOST_BYTES = 1 << 20;

  /** Bytes in which lists have what is no text. */
  private static final int BEGINNING = 64;

  private static final int WINDOW = 8;

  /** Any {@link #SHORTEST} bytes have a whole window that begins at a multiple of it. */
  private static final int STRIDE = SHORTEST - WINDOW + 1;

  private static final VarHandle WINDOWS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long ALL_BUT_LAST = HIGH_BITS >>> 8;

  private StringsInside() {}

  /** What a byte may be in a narrow run: 0 no part, 1 a character, else the bytes of one. */
  private static final byte[] LENGTHS = new byte[256];

  static {
    for (int b = ' '; b < 0x7f; b++) {
      LENGTHS[b] = 1;
    }
    for (char c : "\n\t\r".toCharArray()) {
      LENGTHS[c] = 1;
    }
    Arrays.fill(LENGTHS, 0xc2, 0xe0, (byte) 2);
    Arrays.fill(LENGTHS, 0xe0, 0xf0, (byte) 3);
    Arrays.fill(LENGTHS, 0xf0, 0xf5, (byte) 4);
  }

  /**
   * The runs, a line each, those of one byte a character first; null if there are none.
   *
   * @param isNoise true if no lists of words are looked for
   * @param work charged with the lists; all else is charged by the caller
   */
  static @Nullable String of(byte[] bytes, boolean isNoise, Work work) {
    StringBuilder out = new StringBuilder();
    narrow(bytes, out);
    WideStrings.find(bytes, SHORTEST, out);
    if (!isNoise) {
      WordLists.find(bytes, out, work);
    }
    return out.isEmpty() ? null : out.toString();
  }

  /**
   * The words of lists alone, where bytes read as a text whose beginning no text has; null if there
   * are none.
   */
  static @Nullable String wordsOf(byte[] bytes, Work work) {
    if (TextEncoding.isPlainUtf8(bytes, Math.min(bytes.length, BEGINNING))) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    WordLists.find(bytes, out, work);
    return out.isEmpty() ? null : out.toString();
  }

  /**
   * Runs in UTF-8.
   *
   * <p>Of a run, one of the windows of {@value #WINDOW} bytes that begin every {@value #STRIDE}
   * lies wholly in it. A window is ruled out with a few operations on all its bytes at once, and
   * those of one window depend on no other. So noise costs little: only around the windows that are
   * left are bytes looked at one by one.
   */
  static void narrow(byte[] bytes, StringBuilder out) {
    int done = 0; // all runs that begin before are out
    int at = next(bytes, 0);
    while (at >= 0 && out.length() < MOST_BYTES) {
      // A run that began before the last window would have been found by it.
      int start = Math.max(done, at - STRIDE + 1);
      int end = runEnd(bytes, start);
      while (end <= at) {
        start = end + 1;
        end = runEnd(bytes, start);
      }
      add(bytes, start, end, StandardCharsets.UTF_8, SHORTEST, out);
      done = end + 1;
      at = next(bytes, Math.max(at + STRIDE, (done + STRIDE - 1) / STRIDE * STRIDE));
    }
  }

  /** The next window from this one on that may be text, or -1. */
  private static int next(byte[] bytes, int from) {
    for (int at = from; at <= bytes.length - WINDOW; at += STRIDE) {
      if (mayBeText((long) WINDOWS.get(bytes, at))) {
        return at;
      }
    }
    return -1;
  }

  /**
   * False if eight bytes, the first one lowest, cannot be in the midst of a text in UTF-8: for a
   * control character, or a character that is begun and not continued, or the other way round.
   */
  private static boolean mayBeText(long window) {
    long isAscii = ~window & HIGH_BITS;
    long isHigh = window & HIGH_BITS;
    long second = window << 1; // bit 6 of each byte
    long begins = isHigh & second;
    long continued = (isHigh & ~second) >>> 8; // by the next byte
    long isControl = isAscii & ~((window & ~HIGH_BITS) + ONES * (0x80 - ' '));
    long isSpace = equal(window, '\t') | equal(window, '\n') | equal(window, '\r');
    // One branch for all: each alone would be mispredicted as often as not.
    return (continued & isAscii | begins & ~continued & ALL_BUT_LAST | isControl & ~isSpace) == 0;
  }

  /** The high bit of each byte that has this value. */
  private static long equal(long window, char value) {
    long difference = window ^ ONES * value;
    return ~((difference & ~HIGH_BITS) + ~HIGH_BITS | difference) & HIGH_BITS;
  }

  /** True if these bytes are UTF-8 without control characters. */
  static boolean isText(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end) {
      int length = LENGTHS[bytes[i] & 0xff];
      if (length == 0 || length > 1 && !isCharacter(bytes, i, length)) {
        return false;
      }
      i += length;
    }
    return i == end;
  }

  private static int runEnd(byte[] bytes, int start) {
    int i = start;
    while (i < bytes.length) {
      int length = LENGTHS[bytes[i] & 0xff];
      if (length == 0 || length > 1 && !isCharacter(bytes, i, length)) {
        return i;
      }
      i += length;
    }
    return i;
  }

  private static boolean isCharacter(byte[] bytes, int at, int length) {
    if (at + length > bytes.length) {
      return false;
    }
    for (int k = 1; k < length; k++) {
      if ((bytes[at + k] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  private static void add(
      byte[] bytes, int start, int end, Charset charset, int shortest, StringBuilder out) {
    if (end - start >= shortest) {
      out.append(new String(bytes, start, Math.min(end - start, MOST_BYTES), charset)).append('\n');
    }
  }
}
