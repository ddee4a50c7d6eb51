package dev.flowguard.rules.provenance;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one source of one category, in the order in which it was last seen. Not
 * thread-safe; the owner locks.
 *
 * <p>Methods that change the order call none that could fail halfway, so that an error of memory or
 * stack never leaves it inconsistent.
 */
final class Share {
  private final String category;
  private final String source;
  private final boolean isPinned;
  private final LongSupplier clock;

  /** The value that was last seen longest ago. */
  @Nullable Captured first;

  /** The value that was seen last. */
  @Nullable Captured last;

  /** The first value of which no fingerprint was dropped: thin ones come before it. */
  @Nullable Captured full;

  long bytes;
  long thinBytes;
  private int count;

  /** Milliseconds after which a value is forgotten unless it is seen again. */
  long remember;

  long expired;
  long evicted;
  long thinned;
  final Rate rate;

  Share(String category, String source, boolean isPinned, long remember, LongSupplier clock) {
    this.category = category;
    this.source = source;
    this.isPinned = isPinned;
    this.remember = remember;
    this.clock = clock;
    this.rate = new Rate(clock.getAsLong());
  }

  /** A copy without the values, which {@link #copyValues} gives it. */
  Share(Share other) {
    category = other.category;
    source = other.source;
    isPinned = other.isPinned;
    clock = other.clock;
    bytes = other.bytes;
    thinBytes = other.thinBytes;
    count = other.count;
    remember = other.remember;
    expired = other.expired;
    evicted = other.evicted;
    thinned = other.thinned;
    rate = new Rate(other.rate);
  }

  /** Lists copies of the values of the share that this one is a copy of. */
  void copyValues(Share other, Copies copies) {
    for (Captured each = other.first; each != null; each = each.newer) {
      Captured copy = copies.of(each);
      copy.older = last;
      if (last == null) {
        first = copy;
      } else {
        last.newer = copy;
      }
      last = copy;
    }
    full = other.full == null ? null : copies.of(other.full);
  }

  String category() {
    return category;
  }

  String source() {
    return source;
  }

  /** True for what neither expires nor is evicted. */
  boolean isPinned() {
    return isPinned;
  }

  /** Values that are known. */
  int count() {
    return count;
  }

  long millis() {
    return clock.getAsLong();
  }

  /** Puts a value last. */
  void append(Captured captured, long cost) {
    captured.share = this;
    captured.older = last;
    captured.newer = null;
    if (last == null) {
      first = captured;
    } else {
      last.newer = captured;
    }
    last = captured;
    if (full == null) {
      full = captured;
    }
    bytes += cost;
    count++;
  }

  /** Takes a value out. */
  void remove(Captured captured, long cost) {
    if (captured.older == null) {
      first = captured.newer;
    } else {
      captured.older.newer = captured.newer;
    }
    if (captured.newer == null) {
      last = captured.older;
    } else {
      captured.newer.older = captured.older;
    }
    if (full == captured) {
      full = captured.newer;
    }
    captured.older = null;
    captured.newer = null;
    bytes -= cost;
    thinBytes -= captured.isThin ? cost : 0;
    count--;
  }

  /** Marks the first value of which nothing was dropped as thin. */
  void thin(Captured captured, long before, long after) {
    captured.isThin = true;
    full = captured.newer;
    bytes += after - before;
    thinBytes += after;
    thinned++;
  }

  /** True if what is thin is less than what is not would be if it were. */
  boolean isThinNext() {
    return full != null && full != last && 2 * thinBytes < bytes - thinBytes;
  }

  @Override
  public String toString() {
    return "Share[" + count + "]";
  }
}
