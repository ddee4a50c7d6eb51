package dev.flowguard.rules.detect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Matched content on its way to a keyed fingerprint. It has no accessor and prints as its length,
 * so that no log line, exception or report can show it by accident.
 */
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Secret of(CharSequence text) {
    return new Secret(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** The digest of what it was given before, a key for instance, and then the content. */
  public byte[] digest(MessageDigest digest) {
    return digest.digest(bytes);
  }

  @Override
  public String toString() {
    return "Secret[" + bytes.length + " bytes]";
  }
}
