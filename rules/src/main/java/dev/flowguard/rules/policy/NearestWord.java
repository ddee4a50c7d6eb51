package dev.flowguard.rules.policy;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant. */
public final class NearestWord {
  private static final int MAX_LENGTH = 64;

  private NearestWord() {}

  /** The known word with the fewest edits, if at most a third of its letters differ; else null. */
  public static @Nullable String to(String word, Collection<String> known) {
    String best = null;
    int fewest = Integer.MAX_VALUE;
    if (word.length() <= MAX_LENGTH) {
      for (String candidate : known) {
        int edits = edits(word, candidate);
        if (edits < fewest && edits <= Math.max(1, candidate.length() / 3)) {
          best = candidate;
          fewest = edits;
        }
      }
    }
    return best;
  }

  /** Edit distance in which two swapped letters are one edit (optimal string alignment). */
  private static int edits(String a, String b) {
    int[] twoBefore = new int[b.length() + 1];
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], before[j]) + 1, before[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], twoBefore[j - 2] + 1);
        }
      }
      twoBefore = before;
      before = row;
    }
    return before[b.length()];
  }
}
