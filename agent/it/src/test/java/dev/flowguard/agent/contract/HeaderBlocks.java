package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Reads the heads of one connection of HTTP/2 (RFC 9113, 6.2 and 6.10; RFC 7541). */
final class HeaderBlocks {
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private boolean endsStream;
  private int length;

  /**
   * One head.
   *
   * @param path empty for trailers
   * @param length of its frames' payload in bytes
   */
  record Head(String path, int length, boolean endsStream) {}

  /** The payload of a HEADERS frame; the head, if it is whole. */
  Optional<Head> headers(int stream, int flags, byte[] payload) throws IOException {
    int padding = (flags & PADDED) != 0 ? payload[0] & 0xff : 0;
    int start = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0);
    block.reset();
    block.write(payload, start, payload.length - start - padding);
    length = payload.length;
    endsStream = (flags & END_STREAM) != 0;
    return end(stream, flags);
  }

  /** The payload of a CONTINUATION frame; the head, if it is whole now. */
  Optional<Head> continuation(int stream, int flags, byte[] payload) throws IOException {
    block.write(payload);
    length += payload.length;
    return end(stream, flags);
  }

  private Optional<Head> end(int stream, int flags) throws IOException {
    if ((flags & END_HEADERS) == 0) {
      return Optional.empty();
    }
    try {
      Http2Headers headers =
          decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block.toByteArray()));
      CharSequence path = headers.path();
      return Optional.of(new Head(path == null ? "" : path.toString(), length, endsStream));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }
}
