package dev.flowguard.agent.tap;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Which values were captured a moment ago, by keyed hashes of 64 bits: a row that is read over and
 * over costs a hash each time. It is emptied every ten seconds, so that what is read on is also
 * known on, and whenever something is forgotten. Thread-safe; a value that is overwritten by
 * another one is captured again.
 */
final class RecentValues {
  private static final int SLOTS = 1 << 18;
  private static final int WAYS = 4;
  private static final long LASTING_NANOS = 10_000_000_000L;

  // Odd numbers with as many ones as zeros.
  private static final long FIRST = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xC2B2AE3D27D4EB4FL;

  private volatile @Nullable Table table;

  /** Of some seconds. */
  static final class Table {
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
    private final long since = System.nanoTime();
  }

  /** Unknown to whoever writes values. Made with the first value: random numbers cost a start. */
  private static final class Secret {
    static final long SEED;
    static final long KEY;

    static {
      SecureRandom random = new SecureRandom();
      SEED = random.nextLong();
      KEY = random.nextLong();
    }

    private Secret() {}
  }

  /** A hash of a text, never 0. */
  long hash(String text, long start) {
    long hash = mix(Secret.SEED ^ start, text.length());
    int at = 0;
    for (; at + 4 <= text.length(); at += 4) {
      long four =
          (long) text.charAt(at) << 48
              | (long) text.charAt(at + 1) << 32
              | (long) text.charAt(at + 2) << 16
              | text.charAt(at + 3);
      hash = mix(hash, four);
    }
    for (; at < text.length(); at++) {
      hash = mix(hash, text.charAt(at));
    }
    return hash == 0 ? 1 : hash;
  }

  /** A hash of bytes, never 0. */
  long hash(byte[] bytes, long start) {
    return hash(ByteBuffer.wrap(bytes), start);
  }

  /** A hash of the bytes between position and limit, never 0. */
  long hash(ByteBuffer bytes, long start) {
    long hash = mix(~Secret.SEED ^ start, bytes.remaining());
    int at = bytes.position();
    for (; at + Long.BYTES <= bytes.limit(); at += Long.BYTES) {
      hash = mix(hash, bytes.getLong(at));
    }
    for (; at < bytes.limit(); at++) {
      hash = mix(hash, bytes.get(at));
    }
    return hash == 0 ? 1 : hash;
  }

  /** Both halves of a product, which nobody can steer without the key. */
  private long mix(long hash, long next) {
    long a = hash ^ next ^ FIRST;
    long b = Secret.KEY ^ Long.rotateLeft(hash, 32) ^ SECOND;
    return a * b ^ Math.multiplyHigh(a, b) ^ next * FIRST;
  }

  /** True if this hash was noted within the last seconds. */
  boolean has(long hash) {
    Table now = table;
    if (now == null || System.nanoTime() - now.since > LASTING_NANOS) {
      return false;
    }
    int first = first(hash);
    for (int i = 0; i < WAYS; i++) {
      if (now.slots.get(first + i) == hash) {
        return true;
      }
    }
    return false;
  }

  /**
   * What is in use now; a capture takes it first and notes its value there, so that a value that is
   * forgotten while it is captured is not taken for known.
   */
  Table current() {
    Table now = table;
    if (now == null || System.nanoTime() - now.since > LASTING_NANOS) {
      now = new Table();
      table = now;
    }
    return now;
  }

  /** Notes a hash. */
  void add(Table to, long hash) {
    AtomicLongArray slots = to.slots;
    int first = first(hash);
    for (int i = 0; i < WAYS; i++) {
      if (slots.get(first + i) == 0) {
        slots.set(first + i, hash);
        return;
      }
    }
    slots.set(first + (int) (hash >>> 60) % WAYS, hash);
  }

  void clear() {
    table = null;
  }

  private static int first(long hash) {
    return (int) (hash & SLOTS - 1) & -WAYS;
  }
}
