package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Content that was dropped for lack of room is a blind spot: it is reported, once an hour. */
public final class RoomWatch implements Look {
  private static final Duration REPORTED_EVERY = Duration.ofHours(1);

  private final ProtectedContent content;
  private final Recorder recorder;
  private long reported;
  private Instant notBefore = Instant.EPOCH;

  public RoomWatch(ProtectedContent content, Recorder recorder) {
    this.content = content;
    this.recorder = recorder;
  }

  @Override
  public void look() {
    ProtectedContent.Stats stats = content.stats();
    Instant now = Instant.now();
    if (stats.thinnings() + stats.evictions() + stats.partial() == reported
        || now.isBefore(notBefore)) {
      return;
    }
    reported = stats.thinnings() + stats.evictions() + stats.partial();
    notBefore = now.plus(REPORTED_EVERY);
    Map<String, String> details = new LinkedHashMap<>();
    details.put("thinned", Long.toString(stats.thinnings()));
    details.put("dropped", Long.toString(stats.evictions()));
    details.put("partial", Long.toString(stats.partial()));
    details.put("bytes", Long.toString(stats.bytes()));
    details.put("hint", "capture less, or give the JVM a larger heap");
    recorder.audit(Audit.now(AuditKind.CONTENT_DROPPED, details));
  }
}
