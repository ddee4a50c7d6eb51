package dev.flowguard.rules.screen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Values in which no decoder and no detector has anything to look for: services send the same
 * pages, titles and names again and again. That depends on the value and on its place alone, so it
 * is true for good; whether a value is known content is another question, asked each time.
 *
 * <p>Keeps hashes, the last {@value #KEPT}. They are keyed at random, so that nobody can make a
 * value that has the hash of another one. The hash multiplies words of eight bytes and folds the
 * product (wyhash, Wang Yi, 2019). For one thread.
 */
final class SureValues {
  /** In bytes; longer values are looked at each time. */
  static final int LONGEST = 256;

  /** The key of no value. */
  static final long NONE = 0;

  private static final int KEPT = 1 << 10;
  private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(KEPT);

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long secretOfLength;
  private final long secretOfPlace;
  private final long secret;
  private final long secretOfRest;
  private final long[] kept = new long[KEPT];

  SureValues() {
    SecureRandom random = new SecureRandom();
    secretOfLength = random.nextLong();
    secretOfPlace = random.nextLong();
    secret = random.nextLong() | 1;
    secretOfRest = random.nextLong() | 1;
  }

  /**
   * The hash of a part of an array, never {@link #NONE}.
   *
   * @param place what detectors want of the value's place: the same value elsewhere has another key
   */
  long key(byte[] ascii, int from, int to, long place) {
    long key = folded(to - from ^ secretOfLength, place ^ secretOfPlace);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      key = folded(key ^ (long) WORDS.get(ascii, at), secret);
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << Byte.SIZE | ascii[at] & 0xff;
    }
    key = folded(key ^ rest, secretOfRest);
    return key == NONE ? 1 : key;
  }

  private static long folded(long one, long other) {
    return Math.multiplyHigh(one, other) ^ one * other;
  }

  boolean has(long key) {
    return key != NONE && kept[(int) (key >>> SHIFT)] == key;
  }

  void add(long key) {
    if (key != NONE) {
      kept[(int) (key >>> SHIFT)] = key;
    }
  }
}
