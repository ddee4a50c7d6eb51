package dev.flowguard.agent.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of the Standard Webhooks specification (standardwebhooks.com, version 1): HMAC-SHA-256
 * over {@code id.timestamp.body}, in base64 behind {@code v1,}; several of them, with a space
 * between, while a key is being replaced.
 */
final class StandardWebhooks {
  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";
  static final String SIGNATURE = "webhook-signature";

  private static final String PREFIX = "whsec_";
  private static final int SHORTEST_KEY = 16;

  private StandardWebhooks() {}

  /**
   * The keys that a text names, with white space between: {@code whsec_} and base64, or the bytes
   * of the word itself.
   *
   * @throws IllegalArgumentException if there is none, or one is no base64 or shorter than 16
   *     bytes; the message has no part of it
   */
  static List<byte[]> keys(String text) {
    List<byte[]> keys = new ArrayList<>();
    for (String word : text.strip().split("\\s+")) {
      byte[] key;
      if (word.startsWith(PREFIX)) {
        try {
          key = Base64.getDecoder().decode(word.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("what follows whsec_ is not base64");
        }
      } else {
        key = word.getBytes(StandardCharsets.UTF_8);
      }
      if (key.length < SHORTEST_KEY) {
        throw new IllegalArgumentException(
            word.isEmpty()
                ? "it is empty"
                : "a key is shorter than " + SHORTEST_KEY + " bytes; take 32 random ones");
      }
      keys.add(key);
    }
    return keys;
  }

  /**
   * The value of the signature header.
   *
   * @param timestamp seconds since 1970
   */
  static String sign(List<byte[]> keys, String id, long timestamp, byte[] body) {
    StringBuilder header = new StringBuilder();
    for (byte[] key : keys) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        header.append(header.length() == 0 ? "" : " ").append("v1,");
        header.append(Base64.getEncoder().encodeToString(mac.doFinal(body)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    }
    return header.toString();
  }
}
