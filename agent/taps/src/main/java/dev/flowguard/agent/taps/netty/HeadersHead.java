package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.MessageHead;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers of HTTP/2: names are in lower case, cookies may come one by one, and the headers of
 * gRPC-Java know no other names than {@link AsciiString}s.
 */
record HeadersHead(Http2Headers headers) implements MessageHead {
  @Override
  public @Nullable String header(String name) {
    AsciiString lower = AsciiString.of(name).toLowerCase();
    if (lower.contentEquals("cookie")) {
      List<CharSequence> cookies = headers.getAll(lower);
      return cookies.isEmpty() ? null : String.join("; ", cookies);
    }
    CharSequence value = headers.get(lower);
    return value == null ? null : value.toString();
  }

  /** How many there are. */
  @Override
  public String toString() {
    return "HeadersHead[" + headers.size() + " headers]";
  }
}
