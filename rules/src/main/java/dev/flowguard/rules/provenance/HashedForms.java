package dev.flowguard.rules.provenance;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How analytics services ask for an identifier to be written before it is hashed: without white
 * space around it and in lower case; addresses of Google's mail without points and without what is
 * behind a plus (Google Ads, "Prepare data for enhanced conversions"); telephone numbers as digits,
 * with a plus before them or not (E.164).
 */
final class HashedForms {
  private static final int FEWEST_DIGITS = 8;

  private HashedForms() {}

  /** The forms of a value, itself first. */
  static Set<String> of(String value) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(value);
    String lower = value.toLowerCase(Locale.ROOT);
    forms.add(lower);
    int at = lower.lastIndexOf('@');
    if (at > 0) {
      addMailbox(lower.substring(0, at), lower.substring(at), forms);
    } else {
      addDigits(value, forms);
    }
    return forms;
  }

  private static void addMailbox(String local, String domain, Set<String> forms) {
    if (domain.equals("@gmail.com") || domain.equals("@googlemail.com")) {
      int plus = local.indexOf('+');
      forms.add(local.replace(".", "") + domain);
      forms.add((plus > 0 ? local.substring(0, plus) : local).replace(".", "") + domain);
    }
  }

  private static void addDigits(String value, Set<String> forms) {
    StringBuilder digits = new StringBuilder("+");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if (" +-.()/".indexOf(c) < 0) {
        return;
      }
    }
    if (digits.length() > FEWEST_DIGITS) {
      forms.add(digits.toString());
      forms.add(digits.substring(1));
    }
  }

  /** The first eight bytes of what is in base64 from a place on, of at least eleven characters. */
  static long firstBytes(CharSequence text, int start) {
    long value = 0;
    for (int i = 0; i < 10; i++) {
      value = value << 6 | base64(text.charAt(start + i));
    }
    return value << 4 | base64(text.charAt(start + 10)) >> 2;
  }

  /** The value of a character of base64 or base64url, or -1. */
  static int base64(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
  }
}
