package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A body as an asynchronous client hands it over, to be read as it arrives. */
final class ArrivingBody extends InputStream {
  private static final byte[] END = {};

  private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
  private volatile Runnable cancel = () -> {};
  private byte[] piece = {};
  private int at;

  /** What the client does when its caller wants no more. */
  void whenClosed(Runnable run) {
    cancel = run;
  }

  void add(byte[] more) {
    if (more.length > 0) {
      arrived.add(more);
    }
  }

  /** Takes all that is left in a buffer. */
  void add(ByteBuffer more) {
    byte[] bytes = new byte[more.remaining()];
    more.get(bytes);
    add(bytes);
  }

  void end() {
    arrived.add(END);
  }

  void fail(Throwable failure) {
    arrived.add(failure);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int most) throws IOException {
    while (at == piece.length) {
      if (!next()) {
        return -1;
      }
    }
    int count = Math.min(most, piece.length - at);
    System.arraycopy(piece, at, to, offset, count);
    at += count;
    return count;
  }

  /** Waits for the next piece; false at the end. */
  private boolean next() throws IOException {
    Object next;
    try {
      next = arrived.poll(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (!(next instanceof byte[])) {
      arrived.add(next == null ? new IOException("nothing within 30 seconds") : next);
      throw new IOException((Throwable) arrived.peek());
    }
    if (next == END) {
      arrived.add(END);
      return false;
    }
    piece = (byte[]) next;
    at = 0;
    return true;
  }

  @Override
  public void close() {
    cancel.run();
  }
}
