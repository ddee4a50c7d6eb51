package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import org.jspecify.annotations.Nullable;

/**
 * Forms and query strings ({@code application/x-www-form-urlencoded}), declared or by look; several
 * lines of them too, as batched analytics requests have.
 */
final class FormDecoder implements Decoder {
  /** A field without a name of at most this length is no field of an undeclared form. */
  private static final int LONGEST_NAME = 128;

  /** Bytes of one step of a place, and the characters of a key of which it is made. */
  private static final int STEP = 48;

  private static final int SHORTEST_STEP = 2;

  /** A form has fewer equals signs than this, or than so many a field. */
  private static final int FEWEST_ESCAPES = 12;

  private static final int MOST_PER_FIELD = 4;

  private final boolean isInside;

  /**
   * @param isInside true to look into values
   */
  FormDecoder(boolean isInside) {
    this.isInside = isInside;
  }

  private static final Signs SIGNS = Signs.allOf("=&");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  /** The first line begins with the name of a field. */
  @Override
  public boolean mayOpen(CharSequence value, Outline seen) {
    int i = 0;
    while (i < value.length() && Character.isWhitespace(value.charAt(i))) {
      i++;
    }
    while (i < value.length() && isInName(value.charAt(i))) {
      i++;
    }
    return i < value.length() && value.charAt(i) == '=';
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null) {
      return false;
    }
    if (isInside) {
      if (!looksLikeForm(text, to.work())) {
        return false;
      }
      to.add(part.innerText("form", text));
      return true;
    }
    boolean isDeclared = MediaType.isForm(part.mediaType());
    if (!isDeclared && !looksLikeForm(text, to.work())) {
      return false;
    }
    to.work().charge(2L * text.length());
    Location form = Unfolding.root(part, Location.Kind.FORM);
    int start = 0;
    int line = 0;
    boolean isBatch = !isDeclared && text.indexOf('\n') >= 0;
    while (start < text.length()) {
      int end = isBatch ? text.indexOf('\n', start) : -1;
      if (end < 0) {
        end = text.length();
      }
      read(
          text.substring(start, end).strip(),
          isBatch ? form.child(line++) : form,
          part.layers(),
          part.depth(),
          part.type(),
          to);
      start = end + 1;
    }
    return true;
  }

  /** Each line is name=value, joined by ampersands, without white space. */
  private static boolean looksLikeForm(String text, Work work) {
    boolean hasPair = false;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      String line = text.substring(start, end).strip();
      start = end + 1;
      if (line.isEmpty()) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals <= 0 || equals > LONGEST_NAME || line.indexOf(' ') >= 0) {
        return false;
      }
      for (int i = 0; i < equals; i++) {
        if (!isInName(line.charAt(i))) {
          return false;
        }
      }
      hasPair |= line.indexOf('&') > 0 || start >= text.length();
    }
    // One short name=value alone is as likely base64 padding or a plain sentence.
    return hasPair && text.indexOf('&') > 0 && !hasManyEscapes(text, work);
  }

  private static boolean isInName(char c) {
    return Character.isLetterOrDigit(c) || "_.-[]%~".indexOf(c) >= 0;
  }

  /** True where quoted-printable has an ampersand here and there. */
  private static boolean hasManyEscapes(String text, Work work) {
    work.charge(text.length());
    int equals = 0;
    int fields = 1;
    for (int i = 0; i < text.length(); i++) {
      equals += text.charAt(i) == '=' ? 1 : 0;
      fields += text.charAt(i) == '&' ? 1 : 0;
    }
    return equals > FEWEST_ESCAPES && equals > MOST_PER_FIELD * fields;
  }

  /**
   * Reads one form; never fails.
   *
   * @param type that it was declared with; may name a charset
   */
  static void read(
      String form, Location at, Layers layers, int depth, @Nullable String type, Unfolding to) {
    to.work().charge(form.length());
    int start = 0;
    while (start < form.length()) {
      int end = form.indexOf('&', start);
      if (end < 0) {
        end = form.length();
      }
      if (end > start) {
        int equals = start;
        while (equals < end && form.charAt(equals) != '=') { // indexOf would go on beyond the end
          equals++;
        }
        boolean hasValue = equals < end;
        String name =
            PercentDecoder.decode(form, start, hasValue ? equals : end, true, to.scratch(0));
        to.work().allocate(STEP * (1L + name.length() / SHORTEST_STEP) + 2L * (end - start));
        Location field = field(at, name);
        to.name(field, layers, name);
        if (hasValue) {
          String value = PercentDecoder.decode(form, equals + 1, end, true, to.scratch(0));
          to.value(field, layers, depth, value);
          Part part = new Part(field, layers, depth, null, value, type, null, false);
          PercentDecoder.octets(part, form, equals + 1, end, to);
        }
      }
      start = end + 1;
    }
  }

  /** {@code a[b][0]} is a, in it b, in it the first. */
  static Location field(Location form, String name) {
    int open = name.indexOf('[');
    if (open <= 0 || !name.endsWith("]")) {
      return form.child(name);
    }
    Location at = form.child(name.substring(0, open));
    int start = open + 1;
    while (start < name.length()) {
      int close = name.indexOf(']', start);
      if (close < 0) {
        close = name.length();
      }
      String key = name.substring(start, close);
      at = isPosition(key) ? at.child(Integer.parseInt(key)) : at.child(key);
      start = close + 2;
    }
    return at;
  }

  private static boolean isPosition(String key) {
    if (key.isEmpty() || key.length() > 6) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) < '0' || key.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
