package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The bytes of bodies that a server has got, counted and, up to a mebibyte, kept. Thread-safe. */
final class BodyLog {
  private static final int KEPT = 1 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long count;

  synchronized void add(byte[] from, int offset, int length) {
    count += length;
    bytes.write(from, offset, Math.min(length, Math.max(0, KEPT - bytes.size())));
    notifyAll();
  }

  /** Waits for a first byte; false if none has come after so many milliseconds. */
  synchronized boolean await(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; count == 0 && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    return count > 0;
  }

  synchronized void clear() {
    count = 0;
    bytes.reset();
  }

  synchronized long count() {
    return count;
  }

  synchronized String text() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
