package dev.flowguard.agent.gates.nettyhttp2;

import io.netty.buffer.ByteBuf;

/** Follows the messages of gRPC in a stream of bytes: a flag, four bytes of length, the message. */
final class Framing {
  private static final int PREFIX = 5;

  private int prefixSeen;
  private long left;

  void add(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (prefixSeen < PREFIX) {
        // The flag is shifted out again.
        left = (left << 8 | bytes.getByte(at) & 0xff) & 0xffffffffL;
        at++;
        prefixSeen++;
      } else {
        int taken = (int) Math.min(left, bytes.writerIndex() - at);
        at += taken;
        left -= taken;
      }
      if (prefixSeen == PREFIX && left == 0) {
        prefixSeen = 0;
      }
    }
  }

  /** True if the last message added is whole. */
  boolean isBetweenMessages() {
    return prefixSeen == 0;
  }
}
