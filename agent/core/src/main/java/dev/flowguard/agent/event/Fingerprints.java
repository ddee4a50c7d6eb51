package dev.flowguard.agent.event;

import dev.flowguard.rules.detect.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keyed fingerprints of content: HMAC-SHA-256 (RFC 2104), cut to 16 bytes. Thread-safe.
 *
 * <p>Made of a digest alone. {@code javax.crypto} looks for its providers when it is first used,
 * and cannot be used again by anybody in the JVM if memory ends while it does.
 */
public final class Fingerprints {
  static final int BYTES = 16;

  private static final int RANDOM_BYTES = 32;
  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final byte @Nullable [] given;
  private volatile @Nullable Key key;

  /** The key, combined with both pads of the algorithm. */
  private record Key(byte[] inner, byte[] outer) {}

  private Fingerprints(byte @Nullable [] given) {
    this.given = given;
  }

  /**
   * Those of a key.
   *
   * @param key of any length
   */
  public static Fingerprints of(byte[] key) {
    return new Fingerprints(key.clone());
  }

  /**
   * Those of a random key, which is made for the first fingerprint: the JDK's source of random
   * numbers would cost each start.
   */
  public static Fingerprints random() {
    return new Fingerprints(null);
  }

  private Key key() {
    Key now = key;
    return now == null ? made() : now;
  }

  private synchronized Key made() {
    Key now = key;
    if (now == null) {
      byte[] bytes = given;
      if (bytes == null) {
        bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
      }
      byte[] block = Arrays.copyOf(bytes.length > BLOCK ? sha256().digest(bytes) : bytes, BLOCK);
      now = new Key(combined(block, INNER), combined(block, OUTER));
      key = now;
    }
    return now;
  }

  private static byte[] combined(byte[] block, byte with) {
    byte[] combined = block.clone();
    for (int i = 0; i < BLOCK; i++) {
      combined[i] ^= with;
    }
    return combined;
  }

  /** In lower-case hexadecimal digits. */
  String of(Secret content) {
    Key with = key();
    MessageDigest digest = sha256();
    digest.update(with.inner);
    byte[] first = content.digest(digest);
    digest.update(with.outer);
    return HexFormat.of().formatHex(digest.digest(first), 0, BYTES);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Fingerprints";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
