package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files that were captured as bytes: as a whole, and by samples (the smallest hashes of windows,
 * Broder's bottom-k sketch), which survive when metadata is stripped or the file is cut. Not
 * thread-safe; the owner locks.
 *
 * <p>Heads are not sampled, nor documents that have parts: tables, profiles, styles and fonts are
 * the same in files that have nothing in common.
 */
final class FileFingerprints {
  private static final int WINDOW = 64;
  private static final int BYTE_STEPS = 6;

  /** Bytes of a sketch without its samples. */
  private static final int SAMPLE = 256;

  private static final int MOST_SAMPLES = 256;
  private static final int LONGEST_HEAD = 1024;
  private static final int FEW_SAMPLES = 64;
  private static final long[] NO_SAMPLES = {};

  /** Samples that are in this many files say nothing about any of them. */
  private static final int COMMON = 3;

  private final Parts parts;
  private final GramTable whole;
  private final GramTable samples;

  FileFingerprints(Parts parts) {
    this.parts = parts;
    this.whole = new GramTable(parts, false);
    this.samples = new GramTable(parts, false);
  }

  FileFingerprints(FileFingerprints other, Parts parts) {
    this.parts = parts;
    this.whole = new GramTable(other.whole, parts);
    this.samples = new GramTable(other.samples, parts);
  }

  boolean isEmpty() {
    return whole.size() == 0;
  }

  List<GramTable> tables() {
    return List.of(whole, samples);
  }

  /**
   * Bytes as they are compared.
   *
   * @param whole hash of all of them
   * @param samples hashes of one window in sixty-four, the smallest first
   */
  record Sketch(long whole, long[] samples) {
    /**
     * Sketches bytes.
     *
     * @param work charged with what is read and kept
     */
    static Sketch of(byte[] bytes, Keyed keyed, Work work) {
      return of(bytes, hash(bytes, keyed), keyed, work);
    }

    /**
     * Sketches bytes.
     *
     * @param whole their {@link #hash}
     * @param work charged with what is read and kept
     */
    static Sketch of(byte[] bytes, long whole, Keyed keyed, Work work) {
      work.charge((long) BYTE_STEPS * bytes.length);
      work.allocate(SAMPLE + 2L * bytes.length); // one window in 64 is kept
      return new Sketch(whole, FileFingerprints.samples(bytes, keyed));
    }
  }

  void add(Sketch sketch, Captured captured) {
    int part = new Parts.Cursor(parts, captured).part(0);
    if (whole.add(sketch.whole(), part, 0, GramTable.MAX_SAME)) {
      captured.entries++;
    }
    int taken = 0;
    for (long sample : sketch.samples()) {
      if (taken++ == MOST_SAMPLES) {
        break;
      }
      if (!isIn(captured, sample) && samples.add(sample, part, 0, COMMON)) {
        captured.entries++;
      }
    }
  }

  private boolean isIn(Captured captured, long sample) {
    for (int at = samples.first(sample); at >= 0; at = samples.next(at)) {
      if (samples.document(at) == captured) {
        return true;
      }
    }
    return false;
  }

  /**
   * A file that these bytes are, or share picture data with.
   *
   * @param isSure false if a single sample is all that they share
   */
  record Match(Captured captured, boolean isSure) {}

  @Nullable Match find(Sketch sketch, Predicate<Captured> isMeant) {
    Captured same = whole.find(sketch.whole(), isMeant);
    if (same != null) {
      return new Match(same, true);
    }
    Map<Captured, Integer> shared = new IdentityHashMap<>();
    Captured best = null;
    int most = 0;
    for (long sample : sketch.samples()) {
      if (isCommon(sample)) {
        continue;
      }
      for (int at = samples.first(sample); at >= 0; at = samples.next(at)) {
        if (!isMeant.test(samples.document(at))) {
          continue;
        }
        int count = shared.merge(samples.document(at), 1, Integer::sum);
        if (count > most) {
          best = samples.document(at);
          most = count;
        }
      }
    }
    return best == null ? null : new Match(best, most >= 2);
  }

  private boolean isCommon(long sample) {
    int count = 0;
    for (int at = samples.first(sample); at >= 0; at = samples.next(at)) {
      count++;
    }
    return count >= COMMON;
  }

  /** The hash of a whole file. */
  static long hash(byte[] bytes, Keyed keyed) {
    long hash = bytes.length;
    for (byte b : bytes) {
      hash = keyed.roll(hash, (char) (b & 0xff));
    }
    return Keyed.finish(hash);
  }

  /** Hashes of one window in sixty-four, each once and the smallest first. */
  private static long[] samples(byte[] bytes, Keyed keyed) {
    int start = contentStart(bytes);
    if (start < 0) {
      return NO_SAMPLES;
    }
    long[] chosen = NO_SAMPLES;
    int count = 0;
    // The gram of texts is shorter; here a window of its own is rolled.
    long power = 1;
    for (int i = 0; i < WINDOW; i++) {
      power *= keyed.roll(1, '\0') - keyed.roll(0, '\0');
    }
    long hash = 0;
    for (int i = start; i < bytes.length; i++) {
      hash = keyed.roll(hash, (char) (bytes[i] & 0xff));
      if (i - start >= WINDOW) {
        hash -= power * keyed.roll(0, (char) (bytes[i - WINDOW] & 0xff));
      }
      if (i - start >= WINDOW - 1) {
        if (hash >>> 58 == 0) { // one in 64, by bits that all of the window has a part in
          if (count == chosen.length) {
            chosen = Arrays.copyOf(chosen, Math.max(FEW_SAMPLES, 2 * count));
          }
          chosen[count++] = Keyed.finish(hash);
        }
      }
    }
    Arrays.sort(chosen, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || chosen[kept - 1] != chosen[i]) {
        chosen[kept++] = chosen[i];
      }
    }
    return Arrays.copyOf(chosen, kept);
  }

  /** Where what is sampled begins, or -1 for files that are not sampled. */
  private static int contentStart(byte[] bytes) {
    FileKind kind = FileKind.of(bytes);
    if (kind == FileKind.JPEG) {
      return after(bytes, 0xff, 0xda);
    }
    if (kind == FileKind.PNG) {
      for (int i = 8; i + 4 < bytes.length; i++) {
        if (bytes[i] == 'I' && bytes[i + 1] == 'D' && bytes[i + 2] == 'A' && bytes[i + 3] == 'T') {
          return i + 4;
        }
      }
    }
    if (kind == null) {
      return 0; // bytes without a known head may be the middle of a file
    }
    return kind.hasParts() ? -1 : Math.min(LONGEST_HEAD, bytes.length / 4);
  }

  private static int after(byte[] bytes, int first, int second) {
    for (int i = 2; i + 1 < bytes.length; i++) {
      if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
        return i + 2;
      }
    }
    return -1;
  }
}
