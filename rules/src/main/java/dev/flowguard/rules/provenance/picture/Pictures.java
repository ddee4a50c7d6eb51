package dev.flowguard.rules.provenance.picture;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that were captured, by their perceptual hashes. Not thread-safe; the owner locks.
 *
 * <p>A search compares with each: a hundred thousand take a millisecond, and it is done only where
 * pictures may go.
 */
public final class Pictures {
  /** Later ones are not known by their looks; their bytes are. */
  private static final int MOST = 100_000;

  private static final int BYTES = 64;

  /** Eight megapixels of any file, and of a mebibyte twelve, as phones take them. */
  private static final long BASE_STEPS = 64L << 20;

  private static final long STEPS_PER_BYTE = 32;

  /** False in a runtime without java.desktop. */
  private static final boolean HAS_PIXELS =
      ModuleLayer.boot().findModule("java.desktop").isPresent();

  private final List<Picture> pictures = new ArrayList<>();

  private record Picture(PerceptualHash hash, int document) {}

  /** What reading the pictures of a payload or captured file of this many bytes may cost. */
  public static Work work(long bytes) {
    return new Work(BASE_STEPS + STEPS_PER_BYTE * bytes, Long.MAX_VALUE);
  }

  /** Takes in a picture of this hash. */
  public void add(PerceptualHash hash, int document) {
    if (pictures.size() < MOST) {
      pictures.add(new Picture(hash, document));
    }
  }

  public boolean isEmpty() {
    return pictures.isEmpty();
  }

  public long bytes() {
    return (long) pictures.size() * BYTES;
  }

  /** The document of the picture that looks most alike, or -1 if none does. */
  public int find(PerceptualHash hash) {
    int best = -1;
    int least = PerceptualHash.MOST_DISTANCE + 1;
    for (Picture picture : pictures) {
      int distance = picture.hash().distance(hash);
      if (distance < least) {
        least = distance;
        best = picture.document();
      }
    }
    return best;
  }

  /**
   * The hash of a picture file, or null if it has none that says anything: a format that the JDK
   * does not read, a damaged file, an icon, a plain surface.
   *
   * <p>Takes some ten milliseconds for a photo.
   *
   * @param work charged by the number of pixels, before they are read; see {@link #work}
   */
  public static @Nullable PerceptualHash hash(byte[] file, Work work) {
    try {
      PerceptualHash hash = Pixels.hash(file, work);
      return hash != null && hash.isUsable() ? hash : null;
    } catch (LinkageError e) {
      if (HAS_PIXELS) {
        throw e;
      }
      return null;
    }
  }
}
