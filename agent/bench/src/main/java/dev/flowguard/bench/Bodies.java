package dev.flowguard.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What is sent: events without content, noise, and events with a conversation in them. */
final class Bodies {
  private Bodies() {}

  /**
   * A body of about so many bytes.
   *
   * @param kind {@code json}, {@code noise}, or {@code leak}, which a rule stops
   */
  static byte[] of(String kind, int size) {
    if (kind.equals("noise")) {
      byte[] noise = new byte[size];
      new Random(size).nextBytes(noise);
      return noise;
    }
    StringBuilder json =
        new StringBuilder(size + 256).append("{\"client_id\":\"8731.22\",\"events\":[");
    for (int i = 0; json.length() < size - 128; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"name\":\"photo_rendered\",\"params\":{\"session_id\":\"")
          .append(17_160_457 + i)
          .append("\",\"style\":\"studio portrait, soft light\",\"pictures\":")
          .append(i % 9)
          .append(",\"page\":\"https://www.mirage-studio.io/app/gallery/")
          .append(i)
          .append("\"}}");
    }
    json.append(']');
    if (kind.equals("leak")) {
      json.append(
          ",\"messages\":[{\"role\":\"user\",\"content\":\"May I tell you something?\"},"
              + "{\"role\":\"assistant\",\"content\":\"Of course, what is it?\"}]");
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}
