package dev.flowguard.rules.provenance.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pixels of a picture in the formats that the JDK knows (JPEG, PNG, GIF, BMP, TIFF), and
 * of large ones only so many as a hash needs. Nothing is cached on disk.
 */
final class Pixels {
  /** Smaller pictures are icons. */
  private static final int SMALLEST_SIDE = 32;

  private static final int LONGEST_SIDE = 30_000;

  /** Pixels of a side that are read at most. */
  private static final int READ_SIDE = 1024;

  /** Pixels in all, above which a picture is a bomb or a poster. */
  private static final long MOST_PIXELS = 100_000_000;

  private Pixels() {}

  /** The hash of a picture, or null if it cannot be read or is too small or too large. */
  static @Nullable PerceptualHash hash(byte[] file) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return null;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return hash(reader);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Readers throw many kinds of exceptions on files that are damaged.
      return null;
    }
  }

  private static @Nullable PerceptualHash hash(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (Math.min(width, height) < SMALLEST_SIDE
        || Math.max(width, height) > LONGEST_SIDE
        || (long) width * height > MOST_PIXELS) {
      return null;
    }
    ImageReadParam wanted = reader.getDefaultReadParam();
    int step = Math.max(1, Math.max(width, height) / READ_SIDE);
    wanted.setSourceSubsampling(step, step, 0, 0);
    BufferedImage image = reader.read(0, wanted);
    return PerceptualHash.of(luminance(image), image.getWidth(), image.getHeight());
  }

  /** ITU-R BT.601; what is transparent is seen before white. */
  static float[] luminance(BufferedImage image) {
    int width = image.getWidth();
    float[] luminance = new float[width * image.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int pixel = row[x];
        float alpha = (pixel >>> 24) / 255f;
        float light =
            0.299f * (pixel >> 16 & 0xff) + 0.587f * (pixel >> 8 & 0xff) + 0.114f * (pixel & 0xff);
        luminance[y * width + x] = light * alpha + 255 * (1 - alpha);
      }
    }
    return luminance;
  }
}
