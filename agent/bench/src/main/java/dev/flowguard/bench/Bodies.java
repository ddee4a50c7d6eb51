package dev.flowguard.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * What is sent: events without content, photos of noise, and events with a conversation in them.
 */
final class Bodies {
  private Bodies() {}

  /**
   * A body of about so many bytes.
   *
   * @param kind {@code json}, {@code photo}, or {@code leak}, which a rule stops
   */
  static byte[] of(String kind, int size) {
    if (kind.equals("photo")) {
      return photo(size);
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

  /** A PNG whose pixels are noise, so that it is about as large as these are. */
  private static byte[] photo(int size) {
    int side = (int) Math.sqrt(size / 3.0);
    BufferedImage pixels = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(size);
    for (int i = 0; i < side * side; i++) {
      pixels.setRGB(i % side, i / side, random.nextInt());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream(size + size / 64);
    try {
      ImageIO.write(pixels, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  /** The media type of one of these bodies. */
  static String type(byte[] body) {
    return body[0] == '{' ? "application/json" : "image/png";
  }
}
