package dev.flowguard.rules.recording;

import dev.flowguard.rules.request.OutboundRequest;
import java.util.List;

/**
 * A request out of a recording.
 *
 * @param id where it stands, such as {@code entries[3]}, or {@code
 *     entries[3]._webSocketMessages[0]} for a message
 * @param readings what it may have been, at least one; more where the recorder leaves it open, and
 *     then each counts
 */
public record RecordedRequest(String id, List<OutboundRequest> readings) {
  public RecordedRequest {
    readings = List.copyOf(readings);
  }
}
