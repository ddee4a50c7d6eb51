package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture under growing blur, and the places in it that are lighter or darker than what is around
 * them: they are the same places after a cut, a border or another size.
 *
 * @see <a href="https://www.cs.ubc.ca/~lowe/papers/ijcv04.pdf">D. Lowe, Distinctive Image Features
 *     from Scale-Invariant Keypoints, 3 and 4</a>
 */
final class ScaleSpace {
  /** Longest side in pixels that is looked at. */
  static final int SIDE = 192;

  /** Levels between a blur and the double of it. */
  private static final int INTERVALS = 3;

  private static final int LEVELS = INTERVALS + 3;
  private static final int OCTAVES = 3;
  private static final int SMALLEST_SIDE = 20;
  private static final double FIRST_BLUR = 1.6;

  /** What averaging leaves of it. */
  private static final double GIVEN_BLUR = 0.5;

  /** Of 255: weaker places are noise. */
  private static final float LEAST_CONTRAST = 0.7f;

  /** Ratio of the curvatures, above which a place is a line and has no position along it. */
  private static final float MOST_LINE = 10;

  /** Of a pixel: six blurs in two directions, the differences and what is asked of them. */
  private static final int STEPS_PER_PIXEL = 120;

  /** A blurred picture; a pixel of it is {@code 1 << octave} of those looked at. */
  record Level(float[] pixels, int width, int height) {
    float at(float x, float y) {
      float right = Math.max(0, Math.min(width - 1.001f, x));
      float down = Math.max(0, Math.min(height - 1.001f, y));
      int left = (int) right;
      int up = (int) down;
      float partX = right - left;
      float partY = down - up;
      int i = up * width + left;
      int below = up + 1 < height ? i + width : i;
      int beside = left + 1 < width ? 1 : 0;
      float above = pixels[i] + partX * (pixels[i + beside] - pixels[i]);
      float under = pixels[below] + partX * (pixels[below + beside] - pixels[below]);
      return above + partY * (under - above);
    }
  }

  /**
   * A place.
   *
   * @param x in pixels of {@link #SIDE}
   * @param y in the same
   * @param blur under which it is clearest, in the same
   * @param level the picture under about this blur
   * @param unit of a pixel of that picture
   */
  record Spot(float x, float y, float blur, float strength, Level level, float unit) {}

  private ScaleSpace() {}

  /** Charges what {@link #spots} costs for a picture of these sides, before it is read. */
  static void charge(Work work, int width, int height) {
    double scale = Math.min(1, (double) SIDE / Math.max(width, height));
    work.charge((long) (STEPS_PER_PIXEL * scale * scale * width * height));
  }

  /**
   * The places of a picture, in no order.
   *
   * @param luminance 0 to 255, row by row, of at most {@link #SIDE} pixels a side; not changed
   */
  static List<Spot> spots(float[] luminance, int width, int height) {
    List<Spot> spots = new ArrayList<>();
    Level base =
        blurred(
            new Level(luminance, width, height),
            Math.sqrt(FIRST_BLUR * FIRST_BLUR - GIVEN_BLUR * GIVEN_BLUR));
    for (int octave = 0;
        octave < OCTAVES && Math.min(base.width(), base.height()) >= SMALLEST_SIDE;
        octave++) {
      Level[] levels = new Level[LEVELS];
      levels[0] = base;
      for (int i = 1; i < LEVELS; i++) {
        double before = blur(i - 1);
        levels[i] = blurred(levels[i - 1], Math.sqrt(blur(i) * blur(i) - before * before));
      }
      spots(levels, 1 << octave, spots);
      base = halved(levels[INTERVALS]);
    }
    return spots;
  }

  private static double blur(int level) {
    return FIRST_BLUR * Math.pow(2, (double) level / INTERVALS);
  }

  private static void spots(Level[] levels, int unit, List<Spot> spots) {
    int width = levels[0].width();
    int height = levels[0].height();
    float[][] differences = new float[LEVELS - 1][];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = difference(levels[i + 1].pixels(), levels[i].pixels());
    }
    for (int level = 1; level <= INTERVALS; level++) {
      for (int y = 1; y < height - 1; y++) {
        for (int x = 1; x < width - 1; x++) {
          int i = y * width + x;
          float value = differences[level][i];
          if (Math.abs(value) >= LEAST_CONTRAST
              && isExtreme(differences, level, i, width)
              && !isLine(differences[level], i, width)) {
            float[] now = differences[level];
            float moreX = peak(now[i - 1], value, now[i + 1]);
            float moreY = peak(now[i - width], value, now[i + width]);
            float more = peak(differences[level - 1][i], value, differences[level + 1][i]);
            double blur = FIRST_BLUR * Math.pow(2, (level + more) / INTERVALS);
            spots.add(
                new Spot(
                    (x + moreX + 0.5f) * unit,
                    (y + moreY + 0.5f) * unit,
                    (float) blur * unit,
                    Math.abs(value),
                    levels[level],
                    unit));
          }
        }
      }
    }
  }

  /** Where between -0.5 and 0.5 the parabola through three values has its peak. */
  private static float peak(float before, float here, float after) {
    float bend = before - 2 * here + after;
    float peak = Math.abs(bend) < 1e-6f ? 0 : (before - after) / (2 * bend);
    return Math.max(-0.5f, Math.min(0.5f, peak));
  }

  private static boolean isExtreme(float[][] differences, int level, int i, int width) {
    float value = differences[level][i];
    for (int other = level - 1; other <= level + 1; other++) {
      float[] pixels = differences[other];
      for (int row = i - width; row <= i + width; row += width) {
        for (int at = row - 1; at <= row + 1; at++) {
          boolean isMore = value > 0 ? pixels[at] > value : pixels[at] < value;
          if (isMore) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isLine(float[] pixels, int i, int width) {
    float twice = 2 * pixels[i];
    float xx = pixels[i - 1] + pixels[i + 1] - twice;
    float yy = pixels[i - width] + pixels[i + width] - twice;
    float xy =
        (pixels[i + width + 1]
                - pixels[i + width - 1]
                - pixels[i - width + 1]
                + pixels[i - width - 1])
            / 4;
    float trace = xx + yy;
    float determinant = xx * yy - xy * xy;
    return determinant <= 0
        || trace * trace * MOST_LINE >= (MOST_LINE + 1) * (MOST_LINE + 1) * determinant;
  }

  private static float[] difference(float[] more, float[] less) {
    float[] difference = new float[more.length];
    for (int i = 0; i < more.length; i++) {
      difference[i] = more[i] - less[i];
    }
    return difference;
  }

  /** Every other pixel. */
  private static Level halved(Level level) {
    int width = level.width() / 2;
    int height = level.height() / 2;
    float[] half = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = 2 * y * level.width() + 2 * x;
        half[y * width + x] =
            (level.pixels()[i]
                    + level.pixels()[i + 1]
                    + level.pixels()[i + level.width()]
                    + level.pixels()[i + level.width() + 1])
                / 4;
      }
    }
    return new Level(half, width, height);
  }

  /** Blurred by a Gaussian of this deviation in pixels; edges are continued. */
  private static Level blurred(Level level, double deviation) {
    int radius = (int) Math.ceil(2.5 * deviation);
    float[] weights = new float[radius + 1];
    float sum = 0;
    for (int i = 0; i <= radius; i++) {
      weights[i] = (float) Math.exp(-i * i / (2 * deviation * deviation));
      sum += i == 0 ? weights[i] : 2 * weights[i];
    }
    for (int i = 0; i <= radius; i++) {
      weights[i] /= sum;
    }
    int width = level.width();
    int height = level.height();
    float[] across = new float[width * height];
    float[] row = new float[width + 2 * radius];
    for (int y = 0; y < height; y++) {
      int start = y * width;
      for (int x = 0; x < row.length; x++) {
        row[x] = level.pixels()[start + Math.max(0, Math.min(width - 1, x - radius))];
      }
      for (int x = 0; x < width; x++) {
        across[start + x] = weights[0] * row[x + radius];
      }
      for (int k = 1; k <= radius; k++) {
        float weight = weights[k];
        for (int x = 0; x < width; x++) {
          across[start + x] += weight * (row[x + radius - k] + row[x + radius + k]);
        }
      }
    }
    float[] down = new float[width * height];
    for (int y = 0; y < height; y++) {
      int start = y * width;
      for (int k = 0; k <= radius; k++) {
        int up = Math.max(0, y - k) * width;
        int low = Math.min(height - 1, y + k) * width;
        float weight = k == 0 ? weights[0] / 2 : weights[k];
        for (int x = 0; x < width; x++) {
          down[start + x] += weight * (across[up + x] + across[low + x]);
        }
      }
    }
    return new Level(down, width, height);
  }
}
