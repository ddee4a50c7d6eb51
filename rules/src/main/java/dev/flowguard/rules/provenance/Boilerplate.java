package dev.flowguard.rules.provenance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Text that belongs to nobody: skeletons of documents, agents, licences, stock phrases of mail in
 * the languages of most users, stack frames of well-known libraries, counting, filler text. The
 * list {@code boilerplate.txt} is written for this project, a piece a line.
 *
 * <p>Kept as all grams, some 512 KiB, and made when a run of captured text is first found in a
 * request. Immutable and safe to call from any thread.
 */
final class Boilerplate {
  private static final String LIST = "boilerplate.txt";
  private static final String ENDS = ".,;!?。！？؟।";
  private static final int LAST_NUMBER = 400;
  private static final int FIRST_YEAR = 1990;
  private static final int LAST_YEAR = 2040;

  private final LongSet grams = new LongSet();
  private final LongSet sentences = new LongSet();

  /**
   * Reads the list.
   *
   * @param keyed with whose hashes it is asked
   */
  Boilerplate(Keyed keyed) {
    try (InputStream in = Boilerplate.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("the jar is incomplete: no " + LIST);
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          add(line, keyed);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int step : new int[] {1, 2, 5, 10, 100}) {
      add(counted(0, LAST_NUMBER * step, step), keyed);
      add(counted(step / 2 + 1, LAST_NUMBER, step), keyed);
    }
    add(counted(FIRST_YEAR, LAST_YEAR, 1), keyed);
  }

  /** Numbers in their order. */
  private static String counted(int from, int to, int step) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i <= to; i += step) {
      text.append(i).append(' ');
    }
    return text.toString();
  }

  private void add(String text, Keyed keyed) {
    CanonicalText canonical = new CanonicalText(text.length());
    canonical.append(text);
    long hash = 0;
    for (int i = 0; i < canonical.length(); i++) {
      hash =
          i < Keyed.GRAM
              ? keyed.roll(hash, canonical.charAt(i))
              : keyed.roll(hash, canonical.charAt(i), canonical.charAt(i - Keyed.GRAM));
      if (i >= Keyed.GRAM - 1) {
        grams.add(Keyed.finish(hash));
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
    return grams.contains(gram);
  }

  long bytes() {
    return grams.bytes() + sentences.bytes();
  }
}
