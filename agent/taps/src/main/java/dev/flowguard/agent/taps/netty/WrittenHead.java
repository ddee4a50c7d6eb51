package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.MessageHead;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers that a server writes to HTTP/2: those of gRPC-Java can be listed, and nothing else. */
record WrittenHead(Http2Headers headers) implements MessageHead {
  @Override
  public @Nullable String header(String name) {
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      if (AsciiString.contentEqualsIgnoreCase(each.getKey(), name)) {
        return each.getValue().toString();
      }
    }
    return null;
  }

  /** The status; 0 for what follows a body. */
  int status() {
    String status = header(":status");
    return status == null ? 0 : Integer.parseInt(status);
  }

  /** How many there are. */
  @Override
  public String toString() {
    return "WrittenHead[" + headers.size() + " headers]";
  }
}
