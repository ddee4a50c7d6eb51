package dev.flowguard.rules.provenance.picture;

/**
 * PDQ, a hash of 256 bits by which pictures that look alike are known: scaled, recompressed, in
 * another format, with other colours or a little blur.
 *
 * <p>Luminance is smoothed by two box filters in each direction, taken down to 64 by 64, and
 * transformed; each bit says whether one of the 16 by 16 lowest frequencies is above their median.
 *
 * @param quality 0 to 100: how much there is to see; below {@value #LEAST_QUALITY} a hash says
 *     nothing
 * @see <a href="https://github.com/facebook/ThreatExchange/blob/main/hashing/hashing.pdf">The
 *     TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm</a>
 */
record PerceptualHash(long a, long b, long c, long d, int quality) {
  /** As recommended with the algorithm. */
  static final int LEAST_QUALITY = 50;

  /** Pictures that differ in no more bits are taken for the same; as recommended. */
  static final int MOST_DISTANCE = 31;

  private static final int GRID = 64;
  private static final int FREQUENCIES = 16;
  private static final int PASSES = 2;
  private static final float[] COSINES = new float[FREQUENCIES * GRID];

  static {
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int j = 0; j < GRID; j++) {
        double angle = Math.PI / 2 / GRID * (i + 1) * (2 * j + 1);
        COSINES[i * GRID + j] = (float) (Math.sqrt(2.0 / GRID) * Math.cos(angle));
      }
    }
  }

  /**
   * Hashes a picture.
   *
   * @param luminance 0 to 255, row by row; used up
   */
  static PerceptualHash of(float[] luminance, int width, int height) {
    smooth(luminance, width, height);
    float[] grid = new float[GRID * GRID];
    for (int y = 0; y < GRID; y++) {
      int fromY = (int) ((y + 0.5) * height / GRID);
      for (int x = 0; x < GRID; x++) {
        grid[y * GRID + x] = luminance[fromY * width + (int) ((x + 0.5) * width / GRID)];
      }
    }
    float[] lowest = transform(grid);
    float[] sorted = lowest.clone();
    java.util.Arrays.sort(sorted);
    float median = sorted[sorted.length / 2 - 1];
    long[] bits = new long[4];
    for (int i = 0; i < lowest.length; i++) {
      bits[i >> 6] |= lowest[i] > median ? 1L << (i & 63) : 0;
    }
    return new PerceptualHash(bits[0], bits[1], bits[2], bits[3], quality(grid));
  }

  /** Bits in which two hashes differ, 0 to 256. */
  int distance(PerceptualHash other) {
    return Long.bitCount(a ^ other.a)
        + Long.bitCount(b ^ other.b)
        + Long.bitCount(c ^ other.c)
        + Long.bitCount(d ^ other.d);
  }

  boolean isUsable() {
    return quality >= LEAST_QUALITY;
  }

  private static void smooth(float[] pixels, int width, int height) {
    int acrossColumns = (width + 2 * GRID - 1) / (2 * GRID);
    int acrossRows = (height + 2 * GRID - 1) / (2 * GRID);
    float[] other = new float[pixels.length];
    for (int pass = 0; pass < PASSES; pass++) {
      for (int y = 0; y < height; y++) {
        box(pixels, other, y * width, 1, width, acrossColumns);
      }
      for (int x = 0; x < width; x++) {
        box(other, pixels, x, width, height, acrossRows);
      }
    }
  }

  /** The mean of a window around each pixel of a line; at the ends, of what there is of it. */
  private static void box(float[] from, float[] to, int start, int step, int count, int window) {
    int ahead = (window + 2) / 2 - 1;
    int behind = window - ahead - 1;
    float sum = 0;
    int size = 0;
    for (int i = 0; i < Math.min(ahead, count); i++) {
      sum += from[start + i * step];
      size++;
    }
    for (int i = 0; i < count; i++) {
      if (i + ahead < count) {
        sum += from[start + (i + ahead) * step];
        size++;
      }
      if (i - behind - 1 >= 0) {
        sum -= from[start + (i - behind - 1) * step];
        size--;
      }
      to[start + i * step] = sum / size;
    }
  }

  /** The 16 by 16 lowest frequencies but the constant ones, of the discrete cosine transform. */
  private static float[] transform(float[] grid) {
    float[] half = new float[FREQUENCIES * GRID];
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int x = 0; x < GRID; x++) {
        float sum = 0;
        for (int y = 0; y < GRID; y++) {
          sum += COSINES[i * GRID + y] * grid[y * GRID + x];
        }
        half[i * GRID + x] = sum;
      }
    }
    float[] lowest = new float[FREQUENCIES * FREQUENCIES];
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int j = 0; j < FREQUENCIES; j++) {
        float sum = 0;
        for (int x = 0; x < GRID; x++) {
          sum += half[i * GRID + x] * COSINES[j * GRID + x];
        }
        lowest[i * FREQUENCIES + j] = sum;
      }
    }
    return lowest;
  }

  /** Differences between neighbours, in hundredths of the range. */
  private static int quality(float[] grid) {
    int sum = 0;
    for (int y = 0; y < GRID; y++) {
      for (int x = 0; x < GRID; x++) {
        float here = grid[y * GRID + x];
        if (y + 1 < GRID) {
          sum += Math.abs((int) ((here - grid[(y + 1) * GRID + x]) * 100 / 255));
        }
        if (x + 1 < GRID) {
          sum += Math.abs((int) ((here - grid[y * GRID + x + 1]) * 100 / 255));
        }
      }
    }
    return Math.min(100, sum / 90);
  }

  /** Says nothing of the picture. */
  @Override
  public String toString() {
    return "PerceptualHash[quality " + quality + "]";
  }
}
