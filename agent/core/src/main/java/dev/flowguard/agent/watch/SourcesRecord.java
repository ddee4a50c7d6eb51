package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.thread.Look;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Records once a day what became of each declared source, so that the journal shows over months
 * what was captured. The record of the start has the first report. At most {@value #MOST} sources
 * are listed.
 */
public final class SourcesRecord implements Look {
  static final int MOST = 100;

  private static final long EVERY_NANOS = TimeUnit.DAYS.toNanos(1);

  private final Supplier<List<SourceStatus>> sources;
  private final Recorder recorder;
  private long recordedAt = System.nanoTime();

  public SourcesRecord(Supplier<List<SourceStatus>> sources, Recorder recorder) {
    this.sources = sources;
    this.recorder = recorder;
  }

  @Override
  public void look() {
    look(System.nanoTime());
  }

  /** The same, as if it were this time of {@link System#nanoTime}. */
  void look(long time) {
    if (time - recordedAt < EVERY_NANOS) {
      return;
    }
    List<SourceStatus> now = sources.get();
    if (!now.isEmpty()) {
      recorder.audit(Audit.now(AuditKind.SOURCES, details(now)));
    }
    recordedAt = time; // only now: without the memory for a record, the next look makes it
  }

  private static Map<String, String> details(List<SourceStatus> sources) {
    int fired = 0;
    for (SourceStatus source : sources) {
      fired += source.hasFired() ? 1 : 0;
    }
    Map<String, String> details = new LinkedHashMap<>();
    details.put("fired", Integer.toString(fired));
    details.put("declared", Integer.toString(sources.size()));
    for (SourceStatus source : sources.subList(0, Math.min(MOST, sources.size()))) {
      details.put(source.source() + " of " + source.category(), described(source));
    }
    return details;
  }

  private static String described(SourceStatus source) {
    String text = source.state() + ", captured " + source.captured();
    text += source.last().isEmpty() ? "" : ", last at " + source.last();
    return text + (source.why().isEmpty() ? "" : ", " + source.why());
  }
}
