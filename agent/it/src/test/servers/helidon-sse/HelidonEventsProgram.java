package dev.flowguard.agent.contract;

import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.nio.charset.StandardCharsets;

/** The server of Helidon with the sink that it has for events. */
final class HelidonEventsProgram implements ServerProgram {
  private static final int FIELD = "data:".length();

  @Override
  public int start() {
    return HelidonProgram.start(HelidonEventsProgram::send, HelidonProgram.BUFFER);
  }

  private static void send(ServerResponse response, WrittenAnswer answer) {
    try (SseSink sink = response.sink(SseSink.TYPE)) {
      while (answer.hasNext()) {
        String event = new String(answer.next(), StandardCharsets.UTF_8);
        sink.emit(SseEvent.create(event.substring(FIELD, event.length() - 2)));
        answer.written();
      }
    }
  }
}
