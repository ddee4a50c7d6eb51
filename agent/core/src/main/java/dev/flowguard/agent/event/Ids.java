package dev.flowguard.agent.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Ids of records. Safe to call from any thread. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int DIGEST_BYTES = 16;

  private Ids() {}

  /**
   * A UUID of version 7 (RFC 9562, section 5.7), sortable by time.
   *
   * @param now milliseconds since 1970
   */
  public static String next(long now) {
    long random1 = RANDOM.nextLong();
    long random2 = RANDOM.nextLong();
    return new UUID(now << 16 | 0x7000 | random1 & 0xfff, random2 & 0x3fffffffffffffffL | 1L << 63)
        .toString();
  }

  /** SHA-256 of these texts, first 16 bytes in hexadecimal. */
  static String digest(String... texts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        sha.update(text.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
