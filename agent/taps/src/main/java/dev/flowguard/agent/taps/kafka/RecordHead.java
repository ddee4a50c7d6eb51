package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.spi.MessageHead;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The headers of a record: of several with a name, the last one counts. */
final class RecordHead implements MessageHead {
  private final Header[] headers;

  RecordHead(Header[] headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable String header(String name) {
    for (int i = headers.length - 1; i >= 0; i--) {
      if (headers[i].key().equalsIgnoreCase(name)) {
        byte[] value = headers[i].value();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
      }
    }
    return null;
  }
}
