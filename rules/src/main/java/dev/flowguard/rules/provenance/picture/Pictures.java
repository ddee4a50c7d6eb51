package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that were captured, by their perceptual hashes and their key points. Not thread-safe;
 * the owner locks.
 *
 * <p>A search compares with each hash: a hundred thousand take a millisecond. Only where no picture
 * as a whole looks alike are key points looked up, for cuts, borders and what was laid over it.
 * Both are done only where pictures may go.
 */
public final class Pictures {
  /** Later ones are not known by their looks; their bytes are. */
  private static final int MOST = 100_000;

  private static final int BYTES = 64;
  private static final int STEPS_PER_PICTURE = 4;

  /** Forty small pictures, or sixteen megapixels of any file: phones take twelve. */
  private static final long BASE_STEPS = 192L << 20;

  private static final long STEPS_PER_BYTE = 32;

  /** False in a runtime without java.desktop. */
  private static final boolean HAS_PIXELS =
      ModuleLayer.boot().findModule("java.desktop").isPresent();

  private final List<Picture> pictures = new ArrayList<>();
  private final KeyPointIndex points = new KeyPointIndex();

  private record Picture(PerceptualHash hash, int document) {}

  /** What reading the pictures of a payload or captured file of this many bytes may cost. */
  public static Work work(long bytes) {
    return new Work(BASE_STEPS + STEPS_PER_BYTE * bytes, Long.MAX_VALUE);
  }

  /** Takes in a picture. */
  public void add(Appearance picture, int document) {
    if (pictures.size() < MOST) {
      pictures.add(new Picture(picture.hash(), document));
      points.add(picture.points());
    }
  }

  public boolean isEmpty() {
    return pictures.isEmpty();
  }

  public long bytes() {
    return (long) pictures.size() * BYTES + points.bytes();
  }

  /**
   * The document of the picture that looks most alike, as a whole or in its clearest places, or -1
   * if none does.
   *
   * @param work charged by what is compared
   */
  public int find(Appearance sent, Work work) {
    int best = findWhole(sent, work);
    Appearance inside = sent.inside();
    return best < 0 && inside != null ? findWhole(inside, work) : best;
  }

  private int findWhole(Appearance sent, Work work) {
    work.charge((long) STEPS_PER_PICTURE * pictures.size());
    int best = -1;
    int least = PerceptualHash.MOST_DISTANCE + 1;
    for (Picture picture : pictures) {
      int distance = sent.hash().isUsable() ? picture.hash().distance(sent.hash()) : least;
      if (distance < least) {
        least = distance;
        best = picture.document();
      }
    }
    if (best >= 0) {
      return best;
    }
    int number = points.find(sent.points(), work);
    return number < 0 ? -1 : pictures.get(number).document();
  }

  /**
   * How a picture file looks, or null if that says nothing: a format that the JDK does not read, a
   * damaged file, an icon, a plain surface.
   *
   * <p>Takes some ten milliseconds for a photo.
   *
   * @param work charged by the number of pixels, before they are read; see {@link #work}
   */
  public static @Nullable Appearance appearance(byte[] file, Work work) {
    try {
      Appearance found = Pixels.appearance(file, work);
      return found != null && found.hash().isUsable() ? found : null;
    } catch (LinkageError e) {
      if (HAS_PIXELS) {
        throw e;
      }
      return null;
    }
  }
}
