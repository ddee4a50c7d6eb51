package dev.flowguard.agent.record;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.rules.decision.Verdict;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what happened: listeners hear of it first, then it goes to the journal and to outlets. Safe
 * to call from any thread; nothing here waits.
 */
public final class Recorder {
  /** Notices of one minute that are recorded; the rest is counted. */
  private static final int NOTICES_A_MINUTE = 60;

  private final Journal journal;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong violations = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong noticesLeft = new AtomicLong(NOTICES_A_MINUTE);
  private final AtomicLong noticesSince = new AtomicLong(System.nanoTime());
  private final AtomicLong noticesDropped = new AtomicLong();

  public Recorder(Journal journal) {
    this.journal = journal;
  }

  /** Reports each violation from now on to a listener too. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Records a violation.
   *
   * @param shown what listeners get: the event, or the same with all names in it
   * @param mark of the thread that the request was started on, or null
   * @param application the context loader of that thread
   * @return completed when record and alert are on disk
   */
  public CompletableFuture<Void> violation(
      Event event, Event shown, @Nullable Object mark, Reference<ClassLoader> application) {
    violations.incrementAndGet();
    report(listener -> listener.violation(shown, mark));
    String json = OcsfJson.of(event);
    return journal.append(json, Alert.of(event, json, application));
  }

  /** True if somebody wants to hear of every judged request. */
  public boolean isListening() {
    return !listeners.isEmpty();
  }

  /** Reports a request that was judged to the listeners. */
  public void judged(Verdict verdict, @Nullable Object mark) {
    report(listener -> listener.judged(verdict, mark));
  }

  private void report(Consumer<Listener> what) {
    for (Listener listener : listeners) {
      try {
        what.accept(listener);
      } catch (Throwable e) {
        failures.incrementAndGet(); // a listener must not lift a block
      }
    }
  }

  /** True if one more notice of this minute is to be recorded. */
  public boolean mayNotice() {
    long now = System.nanoTime();
    long since = noticesSince.get();
    if (now - since > TimeUnit.MINUTES.toNanos(1) && noticesSince.compareAndSet(since, now)) {
      noticesLeft.set(NOTICES_A_MINUTE);
      long dropped = noticesDropped.getAndSet(0);
      if (dropped > 0) {
        audit(Audit.now(AuditKind.NOTICES_DROPPED, Map.of("count", Long.toString(dropped))));
      }
    }
    if (noticesLeft.decrementAndGet() >= 0) {
      return true;
    }
    noticesDropped.incrementAndGet();
    return false;
  }

  /** Records a notice, which is no violation and not alerted. */
  public void notice(Event event) {
    journal.append(OcsfJson.of(event), null);
  }

  /** Records one of the guard's own doings. */
  public CompletableFuture<Void> audit(Audit audit) {
    String json = OcsfJson.of(audit);
    return journal.append(json, Alert.of(audit, json));
  }

  /** Records what the guard reports about itself at start. */
  public void started(Audit audit, String status) {
    String json = OcsfJson.of(audit);
    journal.append(json.substring(0, json.length() - 1) + ",\"status\":" + status + "}", null);
  }

  public Journal journal() {
    return journal;
  }

  /** Violations so far. */
  public long violations() {
    return violations.get();
  }
}
