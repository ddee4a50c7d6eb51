package dev.flowguard.agent.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids of records. Safe to call from any thread. */
public final class Ids {
  /** Not made in an initialiser, which may fail once only. */
  private static volatile @Nullable SecureRandom random;

  private static final int DIGEST_BYTES = 16;

  private Ids() {}

  /**
   * A UUID of version 7 (RFC 9562, section 5.7), sortable by time.
   *
   * @param now milliseconds since 1970
   */
  public static String next(long now) {
    SecureRandom source = random();
    long random1 = source.nextLong();
    long random2 = source.nextLong();
    return new UUID(now << 16 | 0x7000 | random1 & 0xfff, random2 & 0x3fffffffffffffffL | 1L << 63)
        .toString();
  }

  private static SecureRandom random() {
    SecureRandom known = random;
    if (known == null) {
      known = new SecureRandom();
      random = known;
    }
    return known;
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
