package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The key points of captured pictures. Not thread-safe; the owner locks.
 *
 * <p>Points that look alike are found by four keys of twelve bits each (multi-index hashing). Two
 * of a picture give a scale and a shift; the picture is the same if most of its other points, where
 * they would then be seen, are seen there. Pictures that share a part (a logo, the frame of a
 * window) do not: their points are spread over all of the picture.
 */
final class KeyPointIndex {
  private static final int TABLES = 4;
  private static final int KEY_BITS = 12;
  private static final int KEY_MASK = (1 << KEY_BITS) - 1;

  /** Bits of a description between the starts of two keys. */
  private static final int KEY_STRIDE = 128 / TABLES;

  /** Points with one key that are looked at, the latest first. */
  private static final int MOST_SAME_KEY = 512;

  /** Bits in which two descriptions of one place differ at most, where the place is expected. */
  private static final int MOST_DISTANCE_HERE = 32;

  /** The same, anywhere. */
  private static final int MOST_DISTANCE = 24;

  /** Points of a captured picture that are found again at least, and of those in sight a part. */
  private static final int FEWEST = 7;

  private static final int PERCENT = 60;

  private static final int FEWEST_PAIRED = 3;
  private static final int MOST_CANDIDATES = 16;
  private static final int MOST_MATCHES = 48;
  private static final int MOST_TRIES = 200;

  /** In pixels of {@link ScaleSpace#SIDE}. */
  private static final float TOLERANCE = 2;

  /** Between two points that give a scale. */
  private static final float LEAST_BETWEEN = 20;

  /** Part of a captured picture that is to be seen, and of the sent one that is to be of it. */
  private static final float LEAST_SHOWN = 0.35f;

  private static final float LEAST_COVERED = 0.5f;
  private static final float MOST_SCALE = 4;
  private static final float MOST_BLUR_RATIO = 1.35f;

  /** Blurs to the edge of a picture in which points may be missing. */
  private static final float EDGE = 2.2f;

  private static final int STEPS_PER_POINT = 6;
  private static final int PLACE_UNITS = 64;
  private static final int OCTAVE_UNITS = 32;

  /** Of a point: its bits, place, blur, and the next point with each of its keys. */
  private static final int BYTES_PER_POINT = 16 + 4 + 1 + 4 * TABLES;

  private int pictures;
  private long[] bits = new long[0];
  private char[] places = new char[0];

  /** In {@link #OCTAVE_UNITS} above one pixel; 0 where there is no point. */
  private byte[] blurs = new byte[0];

  private int[] next = new int[0];

  /** Widths and heights of the pictures. */
  private byte[] sizes = new byte[0];

  /** Latest points by key, plus one; 0 for none. */
  private int[] latest = new int[0];

  /** Two points that look alike. */
  private record Match(int slot, int point, int distance) {}

  /** Where a captured picture would be in the one that is sent. */
  private record Placing(float scale, float right, float down) {}

  KeyPointIndex() {}

  KeyPointIndex(KeyPointIndex other) {
    pictures = other.pictures;
    bits = other.bits.clone();
    places = other.places.clone();
    blurs = other.blurs.clone();
    next = other.next.clone();
    sizes = other.sizes.clone();
    latest = other.latest.clone();
  }

  long bytes() {
    return (long) blurs.length * BYTES_PER_POINT + sizes.length + 4L * latest.length;
  }

  /** Takes in the first points of a picture, as the one after the last. */
  void add(KeyPoints points) {
    int start = begin((byte) points.width(), (byte) points.height());
    if (points.count() < FEWEST) {
      return;
    }
    for (int i = 0; i < Math.min(KeyPoints.KEPT, points.count()); i++) {
      int slot = start + i;
      bits[2 * slot] = points.bits(i, 0);
      bits[2 * slot + 1] = points.bits(i, 1);
      places[2 * slot] = (char) (points.x(i) * PLACE_UNITS);
      places[2 * slot + 1] = (char) (points.y(i) * PLACE_UNITS);
      blurs[slot] = (byte) Math.round(OCTAVE_UNITS * Math.log(points.blur(i)) / Math.log(2));
      link(slot);
    }
  }

  /** Begins a picture, and returns where its first point goes. */
  private int begin(byte width, byte height) {
    int start = pictures * KeyPoints.KEPT;
    if (start + KeyPoints.KEPT > blurs.length) {
      grow();
    }
    sizes[2 * pictures] = width;
    sizes[2 * pictures + 1] = height;
    pictures++;
    return start;
  }

  private void link(int slot) {
    for (int table = 0; table < TABLES; table++) {
      int bucket = bucket(table, bits[2 * slot], bits[2 * slot + 1]);
      next[TABLES * slot + table] = latest[bucket];
      latest[bucket] = slot + 1;
    }
  }

  /** Another index, with these of the pictures, in the same order. */
  KeyPointIndex with(BitSet kept) {
    KeyPointIndex index = new KeyPointIndex();
    for (int picture = kept.nextSetBit(0); picture >= 0; picture = kept.nextSetBit(picture + 1)) {
      int from = picture * KeyPoints.KEPT;
      int to = index.begin(sizes[2 * picture], sizes[2 * picture + 1]);
      for (int i = 0; i < KeyPoints.KEPT; i++) {
        if (blurs[from + i] != 0) {
          System.arraycopy(bits, 2 * (from + i), index.bits, 2 * (to + i), 2);
          System.arraycopy(places, 2 * (from + i), index.places, 2 * (to + i), 2);
          index.blurs[to + i] = blurs[from + i];
          index.link(to + i);
        }
      }
    }
    return index;
  }

  private void grow() {
    int slots = Math.max(8 * KeyPoints.KEPT, blurs.length + blurs.length / 8);
    slots -= slots % KeyPoints.KEPT;
    bits = Arrays.copyOf(bits, 2 * slots);
    places = Arrays.copyOf(places, 2 * slots);
    next = Arrays.copyOf(next, TABLES * slots);
    sizes = Arrays.copyOf(sizes, 2 * slots / KeyPoints.KEPT);
    latest = latest.length == 0 ? new int[TABLES << KEY_BITS] : latest;
    blurs = Arrays.copyOf(blurs, slots); // last: its length says how much room there is
  }

  private static int bucket(int table, long first, long second) {
    int bit = table * KEY_STRIDE;
    long half = bit < 64 ? first : second;
    return table << KEY_BITS | (int) (half >>> (bit & 63)) & KEY_MASK;
  }

  /**
   * The number of the picture that the points of another one are from, or -1.
   *
   * @param wanted says which pictures count
   */
  int find(KeyPoints sent, IntPredicate wanted, Work work) {
    if (pictures == 0 || sent.count() < FEWEST) {
      return -1;
    }
    int[] counts = new int[pictures];
    work.charge(pictures);
    List<List<Match>> found = new ArrayList<>();
    for (int point = 0; point < sent.count(); point++) {
      collect(sent, point, counts, found, work);
    }
    found.removeIf(
        matches ->
            matches.size() < FEWEST_PAIRED || !wanted.test(matches.get(0).slot() / KeyPoints.KEPT));
    found.sort((one, other) -> Integer.compare(other.size(), one.size()));
    for (List<Match> matches : found.subList(0, Math.min(MOST_CANDIDATES, found.size()))) {
      if (isSame(sent, matches, work)) {
        return matches.get(0).slot() / KeyPoints.KEPT;
      }
    }
    return -1;
  }

  /**
   * Collects captured points that look like one that was sent.
   *
   * @param lists the number of each picture's list in found, plus one
   */
  private void collect(KeyPoints sent, int point, int[] lists, List<List<Match>> found, Work work) {
    long first = sent.bits(point, 0);
    long second = sent.bits(point, 1);
    for (int table = 0; table < TABLES; table++) {
      int seen = 0;
      for (int at = latest[bucket(table, first, second)];
          at > 0 && seen < MOST_SAME_KEY;
          at = next[TABLES * (at - 1) + table]) {
        seen++;
        int slot = at - 1;
        int distance = distance(slot, first, second);
        if (distance <= MOST_DISTANCE && !isBefore(table, slot, first, second)) {
          int picture = slot / KeyPoints.KEPT;
          if (lists[picture] == 0) {
            found.add(new ArrayList<>());
            lists[picture] = found.size();
          }
          List<Match> matches = found.get(lists[picture] - 1);
          if (matches.size() < MOST_MATCHES) {
            matches.add(new Match(slot, point, distance));
          }
        }
      }
      work.charge(1 + (long) STEPS_PER_POINT * seen);
    }
  }

  /** True if a point was found by an earlier table too. */
  private boolean isBefore(int table, int slot, long first, long second) {
    for (int before = 0; before < table; before++) {
      if (bucket(before, first, second) == bucket(before, bits[2 * slot], bits[2 * slot + 1])) {
        return true;
      }
    }
    return false;
  }

  private int distance(int slot, long first, long second) {
    return Long.bitCount(bits[2 * slot] ^ first) + Long.bitCount(bits[2 * slot + 1] ^ second);
  }

  private boolean isSame(KeyPoints sent, List<Match> matches, Work work) {
    matches.sort((one, other) -> Integer.compare(one.distance(), other.distance()));
    int tries = 0;
    for (int i = 1; i < matches.size(); i++) {
      for (int j = 0; j < i; j++) {
        work.charge(STEPS_PER_POINT);
        Placing placing = placing(sent, matches.get(j), matches.get(i));
        if (placing == null) {
          continue;
        }
        if (isSame(sent, matches.get(i).slot() / KeyPoints.KEPT, placing, work)) {
          return true;
        }
        if (++tries == MOST_TRIES) {
          return false;
        }
      }
    }
    return false;
  }

  private float x(int slot) {
    return (float) places[2 * slot] / PLACE_UNITS;
  }

  private float blur(int slot) {
    return (float) Math.pow(2, (blurs[slot] & 0xff) / (double) OCTAVE_UNITS);
  }

  private float y(int slot) {
    return (float) places[2 * slot + 1] / PLACE_UNITS;
  }

  /** The scale and shift that bring two points of a captured picture to two that were sent. */
  private @Nullable Placing placing(KeyPoints sent, Match one, Match other) {
    float across = x(other.slot()) - x(one.slot());
    float down = y(other.slot()) - y(one.slot());
    float sentAcross = sent.x(other.point()) - sent.x(one.point());
    float sentDown = sent.y(other.point()) - sent.y(one.point());
    float square = across * across + down * down;
    if (square < LEAST_BETWEEN * LEAST_BETWEEN) {
      return null;
    }
    float scale = (across * sentAcross + down * sentDown) / square;
    float wrongAcross = sentAcross - scale * across;
    float wrongDown = sentDown - scale * down;
    if (scale < 1 / MOST_SCALE
        || scale > MOST_SCALE
        || wrongAcross * wrongAcross + wrongDown * wrongDown > TOLERANCE * TOLERANCE
        || !isBlur(blur(one.slot()) * scale, sent.blur(one.point()))
        || !isBlur(blur(other.slot()) * scale, sent.blur(other.point()))) {
      return null;
    }
    return new Placing(
        scale,
        (sent.x(one.point()) + sent.x(other.point()) - scale * (x(one.slot()) + x(other.slot())))
            / 2,
        (sent.y(one.point()) + sent.y(other.point()) - scale * (y(one.slot()) + y(other.slot())))
            / 2);
  }

  private static boolean isBlur(float expected, float blur) {
    return expected < MOST_BLUR_RATIO * blur && blur < MOST_BLUR_RATIO * expected;
  }

  private boolean isSame(KeyPoints sent, int picture, Placing placing, Work work) {
    if (!isEnough(sent, picture, placing)) {
      return false;
    }
    int inSight = 0;
    int found = 0;
    for (int i = 0; i < KeyPoints.KEPT; i++) {
      int slot = picture * KeyPoints.KEPT + i;
      float blur = blur(slot) * placing.scale();
      float x = x(slot) * placing.scale() + placing.right();
      float y = y(slot) * placing.scale() + placing.down();
      float edge = EDGE * blur;
      if (blurs[slot] == 0
          || x < edge
          || y < edge
          || x > sent.width() - edge
          || y > sent.height() - edge) {
        continue;
      }
      inSight++;
      work.charge(sent.count());
      found += isSeen(sent, slot, x, y, blur) ? 1 : 0;
    }
    return found >= FEWEST && 100 * found >= PERCENT * inSight;
  }

  /** True if the sent picture shows enough of the captured one, and is made up of it. */
  private boolean isEnough(KeyPoints sent, int picture, Placing placing) {
    float width = (sizes[2 * picture] & 0xff) * placing.scale();
    float height = (sizes[2 * picture + 1] & 0xff) * placing.scale();
    float across = Math.min(sent.width(), placing.right() + width) - Math.max(0, placing.right());
    float down = Math.min(sent.height(), placing.down() + height) - Math.max(0, placing.down());
    float shared = Math.max(0, across) * Math.max(0, down);
    return shared >= LEAST_SHOWN * width * height
        && shared >= LEAST_COVERED * sent.width() * sent.height();
  }

  private boolean isSeen(KeyPoints sent, int slot, float x, float y, float blur) {
    for (int point = 0; point < sent.count(); point++) {
      float across = sent.x(point) - x;
      float down = sent.y(point) - y;
      if (across * across + down * down <= TOLERANCE * TOLERANCE
          && isBlur(blur, sent.blur(point))
          && distance(slot, sent.bits(point, 0), sent.bits(point, 1)) <= MOST_DISTANCE_HERE) {
        return true;
      }
    }
    return false;
  }
}
