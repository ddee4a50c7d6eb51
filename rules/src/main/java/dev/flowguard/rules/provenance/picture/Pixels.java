package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
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

  /** A head that says more lies: no format packs plain surfaces more tightly. */
  private static final long MOST_PIXELS_PER_BYTE = 1_100;

  private static final long STEPS_PER_PIXEL = 8;
  private static final long STEPS_PER_SCAN = 4;

  private Pixels() {}

  /**
   * How a picture looks, or null if it cannot be read or is too small or too large.
   *
   * @param work charged by the number of pixels, before they are read
   */
  static @Nullable Appearance appearance(byte[] file, Work work) {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    // Whoever uses ImageIO first has it look for plug-ins through its context class loader, and
    // keep them for good: that must not be an application's.
    thread.setContextClassLoader(null);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReaderSpi> readers =
          IIORegistry.getDefaultInstance()
              .getServiceProviders(
                  ImageReaderSpi.class, provider -> isOfTheJdk(provider, in), true);
      if (!readers.hasNext()) {
        return null;
      }
      ImageReader reader = readers.next().createReaderInstance();
      try {
        reader.setInput(in, true, true);
        return appearance(reader, file, work);
      } finally {
        reader.dispose();
      }
    } catch (Work.UsedUp e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers throw many kinds of exceptions on files that are damaged.
      return null;
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  /** Plug-ins of the class path are not asked: their code would run on our threads. */
  private static boolean isOfTheJdk(Object provider, ImageInputStream in) {
    if (provider.getClass().getClassLoader() != null) {
      return false;
    }
    try {
      return ((ImageReaderSpi) provider).canDecodeInput(in);
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Appearance appearance(ImageReader reader, byte[] file, Work work)
      throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    if (Math.min(width, height) < SMALLEST_SIDE
        || Math.max(width, height) > LONGEST_SIDE
        || pixels > MOST_PIXELS
        || pixels > MOST_PIXELS_PER_BYTE * file.length) {
      return null;
    }
    work.charge(pixels * (STEPS_PER_PIXEL + STEPS_PER_SCAN * scans(file)));
    ImageReadParam wanted = reader.getDefaultReadParam();
    int step = Math.max(1, Math.max(width, height) / READ_SIDE);
    wanted.setSourceSubsampling(step, step, 0, 0);
    BufferedImage image = reader.read(0, wanted);
    return Appearance.of(luminance(image), image.getWidth(), image.getHeight(), work);
  }

  /**
   * How often a JPEG file goes over its pixels beyond the first time (ISO/IEC 10918-1, B.2.3); 0
   * for others.
   */
  private static long scans(byte[] file) {
    long scans = 0;
    boolean isJpeg = FileKind.of(file) == FileKind.JPEG;
    for (int i = 0; isJpeg && i + 1 < file.length; i++) {
      scans += (file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == 0xda ? 1 : 0;
    }
    return Math.max(0, scans - 1);
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
