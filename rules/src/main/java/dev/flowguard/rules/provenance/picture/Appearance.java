package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import org.jspecify.annotations.Nullable;

/** How a picture looks: as a whole, and in its clearest places. Immutable. */
public final class Appearance {
  /** Levels of 255 by which the pixels of a plain frame differ at most. */
  private static final int PLAIN = 14;

  /** Pixels of a side that a frame takes at least. */
  private static final int THINNEST_FRAME = 2;

  private final PerceptualHash hash;
  private final KeyPoints points;
  private final @Nullable Appearance inside;

  private Appearance(PerceptualHash hash, KeyPoints points, @Nullable Appearance inside) {
    this.hash = hash;
    this.points = points;
    this.inside = inside;
  }

  /**
   * Looks at a picture, and at what is in its frame if it has one.
   *
   * @param luminance 0 to 255, row by row; used up
   * @param work charged before it is looked at
   */
  static Appearance of(float[] luminance, int width, int height, Work work) {
    return of(luminance, width, height, inside(luminance, width, height, work), work);
  }

  private static Appearance of(
      float[] luminance, int width, int height, @Nullable Appearance inside, Work work) {
    ScaleSpace.charge(work, width, height);
    double scale = Math.min(1, (double) ScaleSpace.SIDE / Math.max(width, height));
    int across = Math.max(1, (int) Math.round(width * scale));
    int down = Math.max(1, (int) Math.round(height * scale));
    KeyPoints points = KeyPoints.of(shrunk(luminance, width, height, across, down), across, down);
    return new Appearance(PerceptualHash.of(luminance, width, height), points, inside);
  }

  /** What is within a plain frame; null if there is none, or little in it. */
  private static @Nullable Appearance inside(float[] pixels, int width, int height, Work work) {
    int top = 0;
    while (top < height / 4 && isPlain(pixels, top * width, 1, width, pixels[0])) {
      top++;
    }
    int bottom = height;
    while (bottom > height * 3 / 4
        && isPlain(pixels, (bottom - 1) * width, 1, width, pixels[pixels.length - 1])) {
      bottom--;
    }
    int start = top * width;
    int rows = bottom - top;
    int left = 0;
    while (left < width / 4 && isPlain(pixels, start + left, width, rows, pixels[start])) {
      left++;
    }
    int right = width;
    while (right > width * 3 / 4
        && isPlain(pixels, start + right - 1, width, rows, pixels[start + width - 1])) {
      right--;
    }
    if (top + height - bottom < THINNEST_FRAME && left + width - right < THINNEST_FRAME) {
      return null;
    }
    int columns = right - left;
    float[] inner = new float[rows * columns];
    for (int y = 0; y < rows; y++) {
      System.arraycopy(pixels, start + y * width + left, inner, y * columns, columns);
    }
    return of(inner, columns, rows, null, work);
  }

  private static boolean isPlain(float[] pixels, int start, int step, int count, float like) {
    for (int i = 0; i < count; i++) {
      if (Math.abs(pixels[start + i * step] - like) > PLAIN) {
        return false;
      }
    }
    return true;
  }

  /** The means of the pixels that become one; a pixel counts by what of it is in there. */
  private static float[] shrunk(float[] pixels, int width, int height, int across, int down) {
    float[] rows = new float[across * height];
    for (int y = 0; y < height; y++) {
      shrink(pixels, y * width, 1, width, rows, y * across, 1, across);
    }
    float[] shrunk = new float[across * down];
    for (int x = 0; x < across; x++) {
      shrink(rows, x, across, height, shrunk, x, across, down);
    }
    return shrunk;
  }

  private static void shrink(
      float[] from, int start, int step, int count, float[] to, int at, int stride, int wanted) {
    float size = (float) count / wanted;
    for (int i = 0; i < wanted; i++) {
      float begin = i * size;
      float end = Math.min(count, begin + size);
      float sum = 0;
      for (int k = (int) begin; k < end; k++) {
        sum += from[start + k * step] * (Math.min(k + 1, end) - Math.max(k, begin));
      }
      to[at + i * stride] = sum / (end - begin);
    }
  }

  PerceptualHash hash() {
    return hash;
  }

  KeyPoints points() {
    return points;
  }

  /** What is within a plain frame around it, or null if there is none. */
  @Nullable Appearance inside() {
    return inside;
  }

  /** Says nothing of the picture. */
  @Override
  public String toString() {
    return "Appearance[" + hash + "]";
  }
}
