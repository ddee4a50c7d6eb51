package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that were captured, by their perceptual hashes and their key points. Not thread-safe;
 * the owner locks.
 *
 * <p>A search compares with each hash: a hundred thousand take a millisecond. Only where no picture
 * as a whole looks alike are key points looked up, for cuts, borders and what was laid over it.
 * Both are done only where pictures may go.
 *
 * @param <T> captured values
 */
public final class Pictures<T> {
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

  private List<Picture<T>> pictures = new ArrayList<>();
  private KeyPointIndex points;

  private record Picture<T>(PerceptualHash hash, T document) {}

  /** None. */
  public Pictures() {
    points = new KeyPointIndex();
  }

  /**
   * A copy.
   *
   * @param documents gives what takes the place of each document
   */
  public Pictures(Pictures<T> other, UnaryOperator<T> documents) {
    for (Picture<T> each : other.pictures) {
      pictures.add(new Picture<>(each.hash(), documents.apply(each.document())));
    }
    points = new KeyPointIndex(other.points);
  }

  /** What reading the pictures of a payload or captured file of this many bytes may cost. */
  public static Work work(long bytes) {
    return new Work(BASE_STEPS + STEPS_PER_BYTE * bytes, Long.MAX_VALUE);
  }

  /** Takes in a picture; false if there are too many. */
  public boolean add(Appearance picture, T document) {
    if (pictures.size() == MOST) {
      return false;
    }
    pictures.add(new Picture<>(picture.hash(), document));
    try {
      points.add(picture.points());
    } catch (Error e) {
      pictures.remove(pictures.size() - 1); // without memory for its points it is not known
      throw e;
    }
    return true;
  }

  /** Drops the pictures of these documents. */
  public void removeIf(Predicate<T> which) {
    BitSet kept = new BitSet();
    List<Picture<T>> left = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      if (!which.test(pictures.get(i).document())) {
        kept.set(i);
        left.add(pictures.get(i));
      }
    }
    if (left.size() < pictures.size()) {
      points = points.with(kept);
      pictures = left;
    }
  }

  public boolean isEmpty() {
    return pictures.isEmpty();
  }

  public long bytes() {
    return (long) pictures.size() * BYTES + points.bytes();
  }

  /**
   * The document of the picture that looks most alike, as a whole or in its clearest places, or
   * null if none does.
   *
   * @param wanted says which documents count
   * @param work charged by what is compared
   */
  public @Nullable T find(Appearance sent, Predicate<T> wanted, Work work) {
    T best = findWhole(sent, wanted, work);
    Appearance inside = sent.inside();
    return best == null && inside != null ? findWhole(inside, wanted, work) : best;
  }

  private @Nullable T findWhole(Appearance sent, Predicate<T> wanted, Work work) {
    work.charge((long) STEPS_PER_PICTURE * pictures.size());
    T best = null;
    int least = PerceptualHash.MOST_DISTANCE + 1;
    for (Picture<T> picture : pictures) {
      int distance = sent.hash().isUsable() ? picture.hash().distance(sent.hash()) : least;
      if (distance < least && wanted.test(picture.document())) {
        least = distance;
        best = picture.document();
      }
    }
    if (best != null) {
      return best;
    }
    int number =
        points.find(sent.points(), each -> wanted.test(pictures.get(each).document()), work);
    return number < 0 ? null : pictures.get(number).document();
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
