package dev.flowguard.agent.spi;

/**
 * Follows the messages of gRPC in a stream of bytes: a flag, four bytes of length, the message. For
 * one thread at a time.
 */
public final class GrpcFraming {
  private static final int PREFIX = 5;

  private int prefixSeen;
  private long left;

  /** The next bytes of the stream, wherever they begin and end. */
  public void add(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (prefixSeen < PREFIX) {
        // The flag is shifted out again.
        left = (left << 8 | bytes[at] & 0xff) & 0xffffffffL;
        at++;
        prefixSeen++;
      } else {
        int taken = (int) Math.min(left, bytes.length - at);
        at += taken;
        left -= taken;
      }
      if (prefixSeen == PREFIX && left == 0) {
        prefixSeen = 0;
      }
    }
  }

  /** True if the last message added is whole. */
  public boolean isBetweenMessages() {
    return prefixSeen == 0;
  }
}
