package dev.flowguard.rules.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words of a field's name, in lower case: {@code userPhone}, {@code user_phone} and {@code
 * user-phone} have the same two. Parted at signs, at digits, and where a capital begins a word.
 */
final class FieldWords {
  /** Names beyond this are no names of a field that a person has given. */
  private static final int LONGEST = 64;

  private FieldWords() {}

  /** In the order of the name; none of a name that is missing or longer than 64 characters. */
  static List<String> of(@Nullable String name) {
    if (name == null || name.length() > LONGEST) {
      return Collections.emptyList();
    }
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= name.length(); i++) {
      boolean isLetter = i < name.length() && Character.isLetter(name.charAt(i));
      if (start >= 0 && (!isLetter || beginsWord(name, start, i))) {
        words.add(name.substring(start, i).toLowerCase(Locale.ROOT));
        start = -1;
      }
      if (isLetter && start < 0) {
        start = i;
      }
    }
    return words;
  }

  /**
   * A capital behind a small letter, and the last of several before one: {@code userID, IDCard}.
   */
  private static boolean beginsWord(String name, int start, int at) {
    if (at == start || !Character.isUpperCase(name.charAt(at))) {
      return false;
    }
    return !Character.isUpperCase(name.charAt(at - 1))
        || at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
  }
}
