package dev.flowguard.agent.tap;

import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.vocabulary.Match;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A declared source that taps feed, and what came of it so far. Thread-safe.
 *
 * @param <S> its kind
 */
final class DeclaredSource<S extends Source> {
  private final String category;
  private final Match match;
  private final S source;
  private final AtomicLong uses = new AtomicLong();
  private final AtomicLong values = new AtomicLong();
  private final AtomicLong partly = new AtomicLong();
  private volatile long last;

  DeclaredSource(String category, Match match, S source) {
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

  S source() {
    return source;
  }

  /** A body begins, its column is in a result set, or a parameter is written to it. */
  void used() {
    uses.incrementAndGet();
  }

  /** Values are known. */
  void captured(int count) {
    if (count > 0) {
      values.addAndGet(count);
      last = System.currentTimeMillis();
    }
  }

  /** Of a body only a part is known. */
  void partly() {
    partly.incrementAndGet();
  }

  boolean hasFired() {
    return uses.get() > 0;
  }

  /**
   * How far it has come.
   *
   * @param isWoven true if a server, client or driver that it can see is loaded
   * @param failure what failed, or null
   * @param near what was seen instead, or an empty text
   */
  SourceStatus status(boolean isWoven, @Nullable String failure, String near) {
    SourceStatus.State state;
    String why = "";
    if (failure != null) {
      state = SourceStatus.State.FAULTY;
      why = failure;
    } else if (hasFired()) {
      state = SourceStatus.State.ACTIVE;
      long some = partly.get();
      why = some == 0 ? "" : "of " + some + (some == 1 ? " body" : " bodies") + " a part is known";
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
        (int) Math.min(Integer.MAX_VALUE, uses.get()),
        why,
        values.get(),
        at == 0 ? "" : Instant.ofEpochMilli(at).toString());
  }
}
