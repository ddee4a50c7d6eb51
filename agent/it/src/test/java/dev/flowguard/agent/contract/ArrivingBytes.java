package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What an asynchronous client hands over, for a thread that reads it. */
class ArrivingBytes extends InputStream {
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
  private byte[] piece = {};
  private int at;

  /** Takes all that is left in a buffer. */
  void add(ByteBuffer bytes) {
    byte[] more = new byte[bytes.remaining()];
    bytes.get(more);
    if (more.length > 0) {
      pieces.add(more);
    }
  }

  /** Nothing more comes. */
  void end() {
    pieces.add(END);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      while (at == piece.length) {
        byte[] next = pieces.poll(20, TimeUnit.SECONDS);
        if (next == null) {
          throw new IOException("nothing comes");
        }
        if (next == END) {
          pieces.add(END);
          return -1;
        }
        piece = next;
        at = 0;
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, to, offset, count);
    at += count;
    return count;
  }
}
