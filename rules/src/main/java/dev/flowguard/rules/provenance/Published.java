package dev.flowguard.rules.provenance;

import java.util.Locale;
import java.util.function.LongPredicate;

/**
 * What a company has published that looks like content: addresses of mail, numbers and links. Kept
 * as keyed hashes. Not thread-safe; the owner locks.
 */
final class Published {
  private static final int FEWEST_DIGITS = 7;
  private static final int LONGEST = 2_048;
  private static final String IN_ADDRESS = "._%+-";
  private static final String IN_NUMBER = " ()-./\u00a0";

  private final Keys keys;
  private final LongSet values;

  Published(Keys keys) {
    this.keys = keys;
    this.values = new LongSet();
  }

  Published(Published other) {
    this.keys = other.keys;
    this.values = new LongSet(other.values);
  }

  long bytes() {
    return values.bytes();
  }

  /** Adds each address, link and number of a text. */
  void add(String text) {
    each(
        text,
        value -> {
          values.add(value);
          return true;
        });
  }

  /**
   * True if a text has addresses, links or numbers, and all of them are published. All, because a
   * detector reports one of several.
   */
  boolean areAll(String text) {
    return values.size() > 0 && each(text, values::contains) > 0;
  }

  /** How many there are; 0 as soon as one is not wanted. */
  private int each(String text, LongPredicate wanted) {
    int count = 0;
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int start = i;
      int end = i;
      if (c == '@') {
        start = start(text, i, IN_ADDRESS);
        end = end(text, i + 1, IN_ADDRESS);
        while (end > i && text.charAt(end - 1) == '.') {
          end--;
        }
      } else if (c == ':' && text.startsWith("://", i)) {
        start = start(text, i, "");
        while (end < text.length()
            && text.charAt(end) > ' '
            && "\"'<>".indexOf(text.charAt(end)) < 0) {
          end++;
        }
      }
      if (end > start) {
        if (!wanted.test(hash(text.substring(start, end)))) {
          return 0;
        }
        count++;
        i = Math.max(i, end - 1);
      }
    }
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if (IN_NUMBER.indexOf(c) < 0) {
        if (digits.length() >= FEWEST_DIGITS) {
          if (!wanted.test(hash(digits))) {
            return 0;
          }
          count++;
        }
        digits.setLength(0);
      }
    }
    return count;
  }

  private static int start(String text, int end, String more) {
    int start = end;
    while (start > 0 && end - start < LONGEST && isPart(text.charAt(start - 1), more)) {
      start--;
    }
    return start;
  }

  private static int end(String text, int start, String more) {
    int end = start;
    while (end < text.length() && end - start < LONGEST && isPart(text.charAt(end), more)) {
      end++;
    }
    return end;
  }

  private static boolean isPart(char c, String more) {
    return Character.isLetterOrDigit(c) || more.indexOf(c) >= 0;
  }

  private long hash(CharSequence value) {
    return keys.get().hash(value.toString().toLowerCase(Locale.ROOT));
  }
}
