package dev.flowguard.rules.screen;

import dev.flowguard.rules.provenance.Row;
import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Room for the values of large requests, for all recipients together: at most {@value #MOST_KEPT}
 * rows, up to 12 MiB each, empty and softly reachable, so that a full heap gets them back. Whoever
 * finds none makes one. Thread-safe.
 */
final class LargeRows {
  private static final int MOST_KEPT = 2;
  private static final int MOST_VALUES_KEPT = 1 << 16;
  private static final int MOST_CHARS_KEPT = 1 << 20;

  private static final AtomicReferenceArray<@Nullable SoftReference<Row>> KEPT =
      new AtomicReferenceArray<>(MOST_KEPT);

  private LargeRows() {}

  /** An empty row, for the caller alone. */
  static Row take() {
    for (int i = 0; i < MOST_KEPT; i++) {
      SoftReference<Row> kept = KEPT.getAndSet(i, null);
      Row row = kept == null ? null : kept.get();
      if (row != null) {
        return row;
      }
    }
    return new Row(MOST_VALUES_KEPT, MOST_CHARS_KEPT);
  }

  /** Gives a row back, which must be empty. */
  static void keep(Row row) {
    SoftReference<Row> kept = new SoftReference<>(row);
    for (int i = 0; i < MOST_KEPT; i++) {
      if (KEPT.compareAndSet(i, null, kept)) {
        return;
      }
    }
  }
}
