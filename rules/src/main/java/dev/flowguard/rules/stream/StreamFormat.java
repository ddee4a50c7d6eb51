package dev.flowguard.rules.stream;

/** How the events of a streamed answer are separated. */
public enum StreamFormat {
  /** Server-sent events, as in the HTML standard; their data is JSON or plain text. */
  SSE,
  /** JSON values in a row, usually one a line. */
  NDJSON,
  /** One JSON array whose elements arrive one after the other. */
  JSON_ARRAY,
  /** The binary frames of {@code application/vnd.amazon.eventstream}. */
  AWS_EVENT_STREAM
}
