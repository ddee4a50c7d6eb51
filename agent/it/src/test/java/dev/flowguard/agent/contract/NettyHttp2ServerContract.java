package dev.flowguard.agent.contract;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers whose HTTP/2 is Netty's. */
abstract class NettyHttp2ServerContract extends Http2ServerContract {
  /** No compressed bodies: where frames are padded, Netty's decompressor resets the stream. */
  static final List<String> READS = List.of("whole", "stream", "half", "json", "parts");

  static final List<String> WRITES = List.of("full", "pieces", "sse");

  @Test
  void endsWhatCameOfAStreamThatWasReset() throws Exception {
    assertCutShortIsCaptured(
        (port, path, headers, body) -> {
          RawHttp2 to = connection(port);
          to.head(path, lowerCase(headers, -1));
          to.body(body, false);
          to.reset();
        });
  }

  @Test
  void endsWhatCameOfAConnectionThatWasClosed() throws Exception {
    assertCutShortIsCaptured(
        (port, path, headers, body) -> {
          try (RawHttp2 own = new RawHttp2(port)) {
            own.head(path, lowerCase(headers, -1));
            own.body(body, false);
          }
        });
  }
}
