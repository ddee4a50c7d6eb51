package dev.flowguard.agent.source;

import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Source;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a source in code has matched and captured so far. Safe to use from any thread. */
final class SourceCount {
  /** Methods that are kept apart; more are counted as this many. */
  private static final int MOST_METHODS = 1_000;

  private final String category;
  private final Source source;
  private final Set<String> methods = ConcurrentHashMap.newKeySet();
  private final AtomicLong captured = new AtomicLong();
  private volatile long last;
  private volatile boolean isSeen;
  private volatile @Nullable String missing;

  SourceCount(String category, Source source) {
    this.category = category;
    this.source = source;
  }

  /** A method was woven. */
  void matched(String method) {
    if (methods.size() < MOST_METHODS) {
      methods.add(method);
    }
  }

  /**
   * The class that the source names was loaded.
   *
   * @param why it has no such method, with the nearest name; null if it has one
   */
  void loaded(@Nullable String why) {
    isSeen = true;
    missing = why;
  }

  /** A value was captured. */
  void captured() {
    captured.incrementAndGet();
    last = System.currentTimeMillis();
  }

  /** Why it matches nothing although its class is loaded, or null. */
  @Nullable String missing() {
    return methods.isEmpty() ? missing : null;
  }

  SourceStatus status() {
    String missing = missing();
    SourceStatus.State state;
    if (!methods.isEmpty()) {
      state = SourceStatus.State.MATCHED;
    } else if (missing != null) {
      state = SourceStatus.State.NO_SUCH_METHOD;
    } else {
      state = isSeen ? SourceStatus.State.ABSTRACT : SourceStatus.State.NOT_SEEN;
    }
    long at = last;
    return new SourceStatus(
        source.declared(),
        category,
        state,
        methods.size(),
        missing == null ? "" : missing,
        captured.get(),
        at == 0 ? "" : Instant.ofEpochMilli(at).toString());
  }
}
