package dev.flowguard.rules.provenance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Text that belongs to nobody: skeletons of documents, agents, licences, stock phrases of mail in
 * the languages of most users, counting, filler text. The list {@code boilerplate.txt} is generated
 * from named public facts by a test, a piece a line; it also has what the names of well-known
 * libraries begin with ({@link LibraryNames}).
 *
 * <p>Kept as all grams, some 0.8 MiB, and made when a run of captured text is first found in a
 * request. Immutable and safe to call from any thread.
 */
final class Boilerplate {
  private static final String LIST = "boilerplate.txt";
  private static final String BEGINNINGS_MARK = "@ ";
  private static final String FOLDERS_MARK = "% ";
  private static final String ENDS = ".,;!?。！？؟।";
  private static final int LAST_NUMBER = 400;
  private static final int FIRST_YEAR = 1990;
  private static final int LAST_YEAR = 2040;

  /** In their order: few are asked for, those of runs that were found. */
  private final long[] grams;

  private final LongSet sentences = new LongSet();

  /** What names and paths of well-known libraries begin with; loaded when one is asked for. */
  private static final class Names {
    static final Set<String> BEGINNINGS = new HashSet<>();
    static final Set<String> FOLDERS = new HashSet<>();

    static {
      read(
          line -> {
            if (line.startsWith(BEGINNINGS_MARK)) {
              BEGINNINGS.addAll(List.of(line.substring(2).split(" ")));
            } else if (line.startsWith(FOLDERS_MARK)) {
              FOLDERS.addAll(List.of(line.substring(2).split(" ")));
            }
          });
    }
  }

  /**
   * Reads the list.
   *
   * @param keyed with whose hashes it is asked
   */
  Boilerplate(Keyed keyed) {
    LongSet made = new LongSet();
    read(
        line -> {
          if (!line.startsWith(BEGINNINGS_MARK) && !line.startsWith(FOLDERS_MARK)) {
            add(line, keyed, made);
          }
        });
    for (int step : new int[] {1, 2, 5, 10, 100}) {
      add(counted(0, LAST_NUMBER * step, step), keyed, made);
      add(counted(step / 2 + 1, LAST_NUMBER, step), keyed, made);
    }
    add(counted(FIRST_YEAR, LAST_YEAR, 1), keyed, made);
    grams = made.sorted();
  }

  /**
   * Beginnings of the names of well-known libraries, each with the sign that parts it from more.
   */
  static Set<String> names() {
    return Names.BEGINNINGS;
  }

  /** Folders in which package managers put libraries. */
  static Set<String> folders() {
    return Names.FOLDERS;
  }

  /** Hands on each line that is no comment. */
  private static void read(Consumer<String> taker) {
    try (InputStream in = Boilerplate.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("the jar is incomplete: no " + LIST);
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          taker.accept(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers in their order. */
  private static String counted(int from, int to, int step) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i <= to; i += step) {
      text.append(i).append(' ');
    }
    return text.toString();
  }

  private void add(String text, Keyed keyed, LongSet made) {
    CanonicalText canonical = new CanonicalText(text.length());
    canonical.append(text);
    long hash = 0;
    for (int i = 0; i < canonical.length(); i++) {
      hash =
          i < Keyed.GRAM
              ? keyed.roll(hash, canonical.charAt(i))
              : keyed.roll(hash, canonical.charAt(i), canonical.charAt(i - Keyed.GRAM));
      if (i >= Keyed.GRAM - 1) {
        made.add(Keyed.finish(hash));
      }
    }
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || ENDS.indexOf(text.charAt(i)) >= 0) {
        canonical.clear();
        canonical.append(text, start, i);
        if (canonical.length() >= WholeValue.DENSE && canonical.length() <= WholeValue.LONGEST) {
          sentences.add(keyed.hash(canonical, 0, canonical.length()));
        }
        start = i + 1;
      }
    }
  }

  /** True for the hash of a sentence that everybody says, as a whole. */
  boolean isSentence(long hash) {
    return sentences.contains(hash);
  }

  boolean contains(long gram) {
    return Arrays.binarySearch(grams, gram) >= 0;
  }

  long bytes() {
    return (long) Long.BYTES * grams.length + sentences.bytes();
  }
}
