package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Whether records are the same, in the same order: by all that a broker has of them. */
final class RecordDigest {
  private final CRC32 sum = new CRC32();

  /** Adds bytes, which may be null. */
  RecordDigest add(byte[] bytes) {
    add(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      sum.update(bytes);
    }
    return this;
  }

  RecordDigest add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  RecordDigest add(long number) {
    for (int i = 0; i < Long.BYTES; i++) {
      sum.update((int) (number >>> i * Byte.SIZE));
    }
    return this;
  }

  @Override
  public String toString() {
    return Long.toHexString(sum.getValue());
  }
}
