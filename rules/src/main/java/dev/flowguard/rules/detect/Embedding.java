package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Arrays;

/**
 * Whether a series of numbers is an embedding, by its statistics (decision 058). Components of an
 * embedding are fractions of both signs in no order, so that neighbours have nothing to do with
 * each other. What is measured over time or space depends on what was measured before; prices,
 * counts, colours and loudness have one sign; what people report is rounded.
 */
final class Embedding {
  /** Dimensions that published models have, from 128 on. */
  private static final int[] DIMENSIONS = {
    128, 256, 384, 512, 640, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2560, 3072, 3584,
    4096, 5120, 8192
  };

  /** Those of word vectors, which series of other kinds often have too. */
  private static final int[] ROUND_DIMENSIONS = {100, 200, 300};

  static final int FEWEST = 100;

  /** A vector of any other dimension counts from here. */
  private static final int FEWEST_UNKNOWN = 256;

  /** Longest vector that is looked at. */
  static final int MOST = 16_384;

  /** Of bytes as components fewer say too little. */
  private static final int FEWEST_BYTES = 256;

  private static final double LARGEST = 1.5;
  private static final double SHARE = 0.9;
  private static final double SHARE_OF_SIGN = 0.1;

  /** Rounding to four decimals or to halves of floats moves a length of one by less. */
  private static final double UNIT = 0.02;

  private static final int LAGS = 8;
  private static final int STEPS = 10 + 2 * LAGS;

  private Embedding() {}

  /** True if vectors of published models have as many components. */
  static boolean isDimension(int count) {
    return Arrays.binarySearch(DIMENSIONS, count) >= 0
        || Arrays.binarySearch(ROUND_DIMENSIONS, count) >= 0;
  }

  /**
   * @param values not modified
   * @param work charged in proportion to them
   */
  static boolean isEmbedding(double[] values, Work work) {
    int count = values.length;
    boolean isRound = Arrays.binarySearch(ROUND_DIMENSIONS, count) >= 0;
    boolean isKnown = Arrays.binarySearch(DIMENSIONS, count) >= 0;
    if (!isRound && !isKnown && count < FEWEST_UNKNOWN || count > MOST) {
      return false;
    }
    work.charge((long) STEPS * count);
    int whole = 0;
    int small = 0;
    int negative = 0;
    int zero = 0;
    double sum = 0;
    double square = 0;
    double absolute = 0;
    for (double value : values) {
      whole += value == Math.rint(value) ? 1 : 0;
      small += Math.abs(value) <= LARGEST ? 1 : 0;
      negative += value < 0 ? 1 : 0;
      zero += value == 0 ? 1 : 0;
      sum += value;
      square += value * value;
      absolute += Math.abs(value);
    }
    int positive = count - negative - zero;
    if (!(square < Double.MAX_VALUE)
        || Math.min(negative, positive) < SHARE_OF_SIGN * count
        || zero > (1 - SHARE) * count) {
      return false;
    }
    if (whole == count) {
      return isKnown && count >= FEWEST_BYTES && isOfBytes(values, sum, square);
    }
    boolean isSmall = small >= SHARE * count;
    if (whole > (1 - SHARE) * count || !isSmall && !isKnown) {
      return false;
    }
    double length = Math.sqrt(square);
    boolean isUnit = Math.abs(length - 1) <= UNIT;
    double tails = tails(values, sum / count, absolute / count);
    boolean isLength =
        isUnit
            || isKnown && length >= 0.4 && length <= (isSmall ? 40 : 1_000)
            || isRound && length >= 1.5 && length <= 15
            || !isKnown && !isRound && length >= 0.9 && length <= 40;
    if (!isLength || tails > 8) {
      return false;
    }
    // Noise of even spread is as loud as can be; a vector of that length is bell-shaped.
    if ((length > 3 || isRound && !isUnit) && tails < 2.2) {
      return false;
    }
    if (!isUnit && (isRounded(values) || tails > 5)) {
      return false;
    }
    return isWithoutOrder(values, sum / count);
  }

  /** Components as bytes, as services offer them: bell-shaped around nought. */
  private static boolean isOfBytes(double[] values, double sum, double square) {
    int count = values.length;
    double largest = 0;
    double absolute = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
      absolute += Math.abs(value);
    }
    double mean = sum / count;
    double spread = Math.sqrt(Math.max(0, square / count - mean * mean));
    double tails = tails(values, mean, absolute / count);
    return largest <= 128
        && spread >= 3
        && Math.abs(mean) <= spread / 2
        && tails >= 2.2
        && tails <= 5
        && isWithoutOrder(values, mean);
  }

  /**
   * The fourth moment over the square of the second: 1.8 for even spread, 3 for a bell. Without a
   * few outlying components, which many models have.
   */
  private static double tails(double[] values, double mean, double absolute) {
    double second = 0;
    double fourth = 0;
    int count = 0;
    for (double value : values) {
      double off = value - mean;
      if (Math.abs(off) <= 5 * absolute) {
        second += off * off;
        fourth += off * off * off * off;
        count++;
      }
    }
    return second == 0 ? Double.MAX_VALUE : fourth * count / (second * second);
  }

  /** True if all were rounded to five decimals or fewer. */
  private static boolean isRounded(double[] values) {
    for (double value : values) {
      double scaled = value * 1e5;
      if (Math.abs(scaled - Math.rint(scaled)) > 1e-4) {
        return false;
      }
    }
    return true;
  }

  /**
   * True if no component says anything of those behind it. The correlation of independent ones has
   * a spread of one over the root of their number; five times that is beyond chance.
   */
  private static boolean isWithoutOrder(double[] values, double mean) {
    double square = 0;
    for (double value : values) {
      square += (value - mean) * (value - mean);
    }
    double most = 5 / Math.sqrt(values.length);
    for (int lag = 1; lag <= LAGS; lag++) {
      double product = 0;
      for (int i = lag; i < values.length; i++) {
        product += (values[i] - mean) * (values[i - lag] - mean);
      }
      if (Math.abs(product) > most * square) {
        return false;
      }
    }
    return true;
  }
}
