package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of bodies that a server has got, counted and, up to a mebibyte, kept. Thread-safe. */
final class BodyLog {
  private static final int KEPT = 1 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long count;

  synchronized void add(byte[] from, int offset, int length) {
    count += length;
    bytes.write(from, offset, Math.min(length, Math.max(0, KEPT - bytes.size())));
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
