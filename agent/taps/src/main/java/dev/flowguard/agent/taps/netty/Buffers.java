package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** How the bytes of a buffer are handed over without touching it. */
final class Buffers {
  private Buffers() {}

  /** Hands over what can be read of a buffer; neither moves an index nor retains it. */
  static void add(ByteBuf buffer, Tap tap) {
    int from = buffer.readerIndex();
    int length = buffer.readableBytes();
    if (length == 0) {
      return;
    }
    if (buffer.hasArray()) {
      tap.add(buffer.array(), buffer.arrayOffset() + from, length);
    } else if (buffer.nioBufferCount() == 1) {
      tap.add(buffer.nioBuffer(from, length));
    } else if (buffer.nioBufferCount() > 1) {
      for (ByteBuffer each : buffer.nioBuffers(from, length)) {
        tap.add(each);
      }
    } else {
      byte[] copy = new byte[length];
      buffer.getBytes(from, copy);
      tap.add(copy, 0, length);
    }
  }
}
