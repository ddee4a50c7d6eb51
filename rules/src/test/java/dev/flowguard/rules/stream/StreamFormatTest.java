package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamFormatTest {
  @Test
  void typesOfStreamsAreKnownWithoutContent() {
    assertThat(format("text/event-stream", "")).isEqualTo(StreamFormat.SSE);
    assertThat(format("Text/Event-Stream;charset=UTF-8", "")).isEqualTo(StreamFormat.SSE);
    assertThat(format("application/x-ndjson", "")).isEqualTo(StreamFormat.NDJSON);
    assertThat(format("application/stream+json", "")).isEqualTo(StreamFormat.NDJSON);
    assertThat(format("application/vnd.amazon.eventstream", ""))
        .isEqualTo(StreamFormat.AWS_EVENT_STREAM);
  }

  @Test
  void anErrorInJsonIsNotReadAsEvents() {
    assertThat(format("text/event-stream", "{\"error\":{\"message\":\"overloaded\"}}"))
        .isEqualTo(StreamFormat.NDJSON);
  }

  @Test
  void eventsAndLinesAreKnownUnderVagueTypes() {
    assertThat(format("text/plain", "data: {\"a\":1}\n\n")).isEqualTo(StreamFormat.SSE);
    assertThat(format(null, ": ping\n\nevent: a\ndata: b\n\n")).isEqualTo(StreamFormat.SSE);
    assertThat(format("application/json", "{\"a\":\"}\"}\n{\"a\":\"y\"}\n"))
        .isEqualTo(StreamFormat.NDJSON);
  }

  @Test
  void otherBodiesAreNoStreams() {
    assertThat(format("application/json", "{\"data\":[{\"a\":1},\n{\"a\":2}]}")).isNull();
    assertThat(format("application/json", "[{\"content\":\"one\"},{\"content\":\"two\"}]"))
        .isNull();
    assertThat(format("text/html", "data: {}\n\n")).isNull();
    assertThat(format("text/plain", "Dear all, the data: are below")).isNull();
    assertThat(format("image/png", "")).isNull();
    assertThat(format(null, "")).isNull();
  }

  private static @Nullable StreamFormat format(@Nullable String type, String head) {
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    return StreamAssembler.formatOf(type, bytes, bytes.length);
  }
}
