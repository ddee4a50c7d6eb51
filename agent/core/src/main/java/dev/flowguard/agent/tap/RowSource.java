package dev.flowguard.agent.tap;

import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.vocabulary.Match;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A declared column, and what came of it so far. Thread-safe. */
final class RowSource {
  private final String category;
  private final Match match;
  private final Source.Jdbc source;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong values = new AtomicLong();
  private volatile long last;

  RowSource(String category, Match match, Source.Jdbc source) {
    this.category = category;
    this.match = match;
    this.source = source;
  }

  String category() {
    return category;
  }

  Match match() {
    return match;
  }

  Source.Jdbc source() {
    return source;
  }

  /** Its column is in a result set, or a parameter is written to it. */
  void used() {
    statements.incrementAndGet();
  }

  /** A value is known. */
  void captured() {
    values.incrementAndGet();
    last = System.currentTimeMillis();
  }

  /**
   * How far it has come.
   *
   * @param isWoven true if a driver that it can see is loaded
   * @param fault what failed, or null
   * @param near tables that were seen instead, or an empty text
   */
  SourceStatus status(boolean isWoven, @Nullable String fault, String near) {
    SourceStatus.State state;
    String why = "";
    if (fault != null) {
      state = SourceStatus.State.FAULTY;
      why = fault;
    } else if (statements.get() > 0) {
      state = SourceStatus.State.ACTIVE;
    } else if (isWoven) {
      state = SourceStatus.State.NEVER_FIRED;
      why = near;
    } else {
      state = SourceStatus.State.WAITING;
    }
    long at = last;
    return new SourceStatus(
        source.declared(),
        category,
        state,
        (int) Math.min(Integer.MAX_VALUE, statements.get()),
        why,
        values.get(),
        at == 0 ? "" : Instant.ofEpochMilli(at).toString());
  }
}
