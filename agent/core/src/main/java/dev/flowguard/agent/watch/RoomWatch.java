package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Content that was dropped for lack of room is a blind spot: it is reported, once an hour. What is
 * remembered of each source is kept at hand for the status.
 */
public final class RoomWatch implements Look {
  private static final Duration REPORTED_EVERY = Duration.ofHours(1);

  private static final int MOST_DETAILS = 14;

  private final ProtectedContent content;
  private final Recorder recorder;
  private volatile List<Remembered> remembered = List.of();
  private long reported;
  private Instant notBefore = Instant.EPOCH;

  public RoomWatch(ProtectedContent content, Recorder recorder) {
    this.content = content;
    this.recorder = recorder;
  }

  /** How much was known of each source at the last look. */
  public List<Remembered> remembered() {
    return remembered;
  }

  @Override
  public void look() {
    ProtectedContent.Stats stats = content.stats();
    List<Remembered> now = content.remembered();
    remembered = now;
    report(stats, now);
  }

  private void report(ProtectedContent.Stats stats, List<Remembered> all) {
    Instant now = Instant.now();
    if (stats.thinnings() + stats.evictions() + stats.partial() == reported
        || now.isBefore(notBefore)) {
      return;
    }
    Map<String, String> details = new LinkedHashMap<>();
    details.put("thinned", Long.toString(stats.thinnings()));
    details.put("dropped", Long.toString(stats.evictions()));
    details.put("partial", Long.toString(stats.partial()));
    details.put("bytes", Long.toString(stats.bytes()));
    for (Remembered each : all) {
      if (each.evicted() + each.thinned() > 0 && details.size() < MOST_DETAILS) {
        details.put(
            each.source() + " of " + each.category(),
            "dropped " + each.evicted() + ", thinned " + each.thinned());
      }
    }
    details.put("hint", "capture less, or give the JVM a larger heap");
    recorder.audit(Audit.now(AuditKind.CONTENT_DROPPED, details));
    // Known only now: without the memory for a record, the next look makes it.
    reported = stats.thinnings() + stats.evictions() + stats.partial();
    notBefore = now.plus(REPORTED_EVERY);
  }
}
