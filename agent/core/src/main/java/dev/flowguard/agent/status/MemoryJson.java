package dev.flowguard.agent.status;

import dev.flowguard.agent.event.Inert;
import dev.flowguard.rules.provenance.Remembered;

/** Writes how much is known of each source, and for how long, in seconds. */
final class MemoryJson {
  private static final int LONGEST = 1_000;
  private static final int MILLIS = 1_000;

  private MemoryJson() {}

  static void write(JsonText json, Remembered source) {
    json.beginObject();
    json.text("source", Inert.text(source.source(), LONGEST));
    json.text("category", Inert.text(source.category(), LONGEST));
    json.number("values", source.values());
    json.number("bytes", source.bytes());
    json.number("share_bytes", source.share());
    json.number("floor_bytes", source.floor());
    seconds(json, "remember_seconds", source.rememberMillis());
    seconds(json, "oldest_seconds", source.oldestMillis());
    seconds(json, "lasts_seconds", source.lastsMillis());
    json.number("expired", source.expired());
    json.number("evicted", source.evicted());
    json.number("thinned", source.thinned());
    json.endObject();
  }

  /** Left out where there is none. */
  private static void seconds(JsonText json, String name, long millis) {
    if (millis >= 0) {
      json.number(name, millis / MILLIS);
    }
  }
}
