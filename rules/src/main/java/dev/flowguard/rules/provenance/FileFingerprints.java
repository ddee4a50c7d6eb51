package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

  /** Samples that are in this many files say nothing about any of them. */
  private static final int COMMON = 3;

  private final Map<Long, Integer> whole = new HashMap<>();
  private final Map<Long, List<Integer>> samples = new HashMap<>();

  boolean isEmpty() {
    return whole.isEmpty();
  }

  long bytes() {
    return (samples.size() * 2L + whole.size()) * Generation.ENTRY_BYTES;
  }

  /**
   * Bytes as they are compared.
   *
   * @param whole hash of all of them
   * @param samples hashes of one window in sixty-four
   */
  record Sketch(long whole, Set<Long> samples) {
    /**
     * Sketches bytes.
     *
     * @param work charged with what is read and kept
     */
    static Sketch of(byte[] bytes, Keyed keyed, Work work) {
      work.charge((long) BYTE_STEPS * bytes.length);
      work.allocate(SAMPLE + 2L * bytes.length); // one window in 64 is kept
      return new Sketch(hash(bytes, keyed), FileFingerprints.samples(bytes, keyed));
    }
  }

  void add(Sketch sketch, int document) {
    whole.put(sketch.whole(), document);
    int taken = 0;
    for (long sample : new TreeSet<>(sketch.samples())) {
      if (taken++ == MOST_SAMPLES) {
        break;
      }
      List<Integer> documents = samples.computeIfAbsent(sample, s -> new ArrayList<>(1));
      if (documents.size() < COMMON && !documents.contains(document)) {
        documents.add(document);
      }
    }
  }

  /**
   * A file that these bytes are, or share picture data with.
   *
   * @param isSure false if a single sample is all that they share
   */
  record Match(int document, boolean isSure) {}

  @Nullable Match find(Sketch sketch) {
    Integer same = whole.get(sketch.whole());
    if (same != null) {
      return new Match(same, true);
    }
    Map<Integer, Integer> shared = new HashMap<>();
    int best = -1;
    int most = 0;
    for (long sample : sketch.samples()) {
      List<Integer> documents = samples.get(sample);
      if (documents == null || documents.size() >= COMMON) {
        continue;
      }
      for (int document : documents) {
        int count = shared.merge(document, 1, Integer::sum);
        if (count > most) {
          best = document;
          most = count;
        }
      }
    }
    return best < 0 ? null : new Match(best, most >= 2);
  }

  /** The hash of a whole file. */
  static long hash(byte[] bytes, Keyed keyed) {
    long hash = bytes.length;
    for (byte b : bytes) {
      hash = keyed.roll(hash, (char) (b & 0xff));
    }
    return Keyed.finish(hash);
  }

  /** Hashes of one window in sixty-four. */
  private static Set<Long> samples(byte[] bytes, Keyed keyed) {
    int start = contentStart(bytes);
    Set<Long> chosen = new HashSet<>();
    if (start < 0) {
      return chosen;
    }
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
        long finished = Keyed.finish(hash);
        if (finished >>> 58 == 0) { // one in 64
          chosen.add(finished);
        }
      }
    }
    return chosen;
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
    boolean hasParts =
        kind == FileKind.PDF
            || kind == FileKind.ZIP
            || kind == FileKind.OLE2
            || kind == FileKind.RTF;
    return hasParts ? -1 : Math.min(LONGEST_HEAD, bytes.length / 4);
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
