package dev.flowguard.rules.provenance.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The clearest places of a picture, each with 128 bits that say how it looks around there: whether
 * one of two places near it is lighter than the other. They are known again where the picture as a
 * whole is not: after a cut or with a border.
 *
 * <p>The first ones are the clearest and lie far apart; the same picture has them in about the same
 * order.
 *
 * @see <a href="https://www.cs.ubc.ca/~lowe/525/papers/calonder_eccv10.pdf">M. Calonder and others,
 *     BRIEF: Binary Robust Independent Elementary Features</a>
 */
final class KeyPoints {
  /** As many are looked for in a picture that is sent. */
  static final int MOST = 96;

  /** As many of them are kept of a captured picture. */
  static final int KEPT = 24;

  private static final int BITS = 128;

  /** Samples of a row or column around a place. */
  private static final int GRID = 8;

  /** Between two samples, in blurs of the place. */
  private static final float SPACING = 1.5f;

  /** In pixels; smaller pictures are icons, which look like each other. */
  private static final int SMALLEST_SIDE = 64;

  /** Blurs between a place and the edge of the picture: what is beyond says nothing. */
  private static final float FROM_EDGE = 2f;

  /** Distances between places, as parts of a side, beginning with the widest. */
  private static final float[] APART = {0.16f, 0.08f, 0.04f, 0.015f};

  /** Which samples are compared: pairs, drawn once by a linear congruential generator. */
  private static final byte[] PAIRS = pairs();

  private final int count;
  private final float[] x;
  private final float[] y;
  private final float[] blur;
  private final long[] bits;

  private final int width;
  private final int height;

  private KeyPoints(List<ScaleSpace.Spot> spots, int width, int height) {
    this.width = width;
    this.height = height;
    count = spots.size();
    x = new float[count];
    y = new float[count];
    blur = new float[count];
    bits = new long[2 * count];
    for (int i = 0; i < count; i++) {
      ScaleSpace.Spot spot = spots.get(i);
      x[i] = spot.x();
      y[i] = spot.y();
      blur[i] = spot.blur();
      describe(spot, bits, 2 * i);
    }
  }

  /**
   * Looks for the places of a picture.
   *
   * @param luminance 0 to 255, row by row, of at most {@link ScaleSpace#SIDE} pixels a side
   */
  static KeyPoints of(float[] luminance, int width, int height) {
    boolean isIcon = Math.max(width, height) < SMALLEST_SIDE;
    List<ScaleSpace.Spot> spots =
        isIcon ? new ArrayList<>() : ScaleSpace.spots(luminance, width, height);
    spots.removeIf(
        spot ->
            Math.min(Math.min(spot.x(), width - spot.x()), Math.min(spot.y(), height - spot.y()))
                < FROM_EDGE * spot.blur());
    spots.sort(Comparator.comparingDouble(spot -> -spot.strength()));
    List<ScaleSpace.Spot> chosen = new ArrayList<>();
    for (float apart : APART) {
      float distance = apart * Math.max(width, height);
      for (ScaleSpace.Spot spot : spots) {
        if (chosen.size() < MOST
            && chosen.stream().noneMatch(other -> isNear(spot, other, distance))) {
          chosen.add(spot);
        }
      }
    }
    return new KeyPoints(chosen, width, height);
  }

  private static boolean isNear(ScaleSpace.Spot one, ScaleSpace.Spot other, float distance) {
    float across = one.x() - other.x();
    float down = one.y() - other.y();
    return across * across + down * down < distance * distance;
  }

  private static void describe(ScaleSpace.Spot spot, long[] bits, int at) {
    float[] samples = new float[GRID * GRID];
    float spacing = SPACING * spot.blur();
    for (int row = 0; row < GRID; row++) {
      for (int column = 0; column < GRID; column++) {
        float sampleX = spot.x() + (column - (GRID - 1) / 2f) * spacing;
        float sampleY = spot.y() + (row - (GRID - 1) / 2f) * spacing;
        samples[row * GRID + column] =
            spot.level().at(sampleX / spot.unit() - 0.5f, sampleY / spot.unit() - 0.5f);
      }
    }
    for (int i = 0; i < BITS; i++) {
      if (samples[PAIRS[2 * i]] > samples[PAIRS[2 * i + 1]]) {
        bits[at + (i >> 6)] |= 1L << (i & 63);
      }
    }
  }

  private static byte[] pairs() {
    byte[] pairs = new byte[2 * BITS];
    long state = 1;
    for (int i = 0; i < BITS; ) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      int one = (int) (state >>> 58);
      int other = (int) (state >>> 52) & 63;
      int across = one % GRID - other % GRID;
      int down = one / GRID - other / GRID;
      if (across * across + down * down >= 4) {
        pairs[2 * i] = (byte) one;
        pairs[2 * i + 1] = (byte) other;
        i++;
      }
    }
    return pairs;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int count() {
    return count;
  }

  float x(int point) {
    return x[point];
  }

  float y(int point) {
    return y[point];
  }

  float blur(int point) {
    return blur[point];
  }

  /** The first or second half of the bits of a place. */
  long bits(int point, int half) {
    return bits[2 * point + half];
  }
}
