package dev.flowguard.agent.event;

import dev.flowguard.rules.detect.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Keyed fingerprints of content: HMAC-SHA-256 (RFC 2104), cut to 16 bytes. Thread-safe.
 *
 * <p>Made of a digest alone. {@code javax.crypto} looks for its providers when it is first used,
 * and cannot be used again by anybody in the JVM if memory ends while it does.
 */
final class Fingerprints {
  static final int BYTES = 16;

  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final byte[] inner;
  private final byte[] outer;

  /**
   * @param key of any length
   */
  Fingerprints(byte[] key) {
    byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
    inner = combined(block, INNER);
    outer = combined(block, OUTER);
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
    MessageDigest digest = sha256();
    digest.update(inner);
    byte[] first = content.digest(digest);
    digest.update(outer);
    return HexFormat.of().formatHex(digest.digest(first), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
