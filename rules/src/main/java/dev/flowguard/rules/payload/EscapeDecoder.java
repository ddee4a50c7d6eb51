package dev.flowguard.rules.payload;

import java.util.HashMap;
import java.util.Map;

/**
 * Escapes that are left in a value: those of HTML ({@code &#233;}, {@code &eacute;}) and those of
 * JSON, JavaScript, GraphQL and many languages more ({@code \n}, {@code \"}, {@code \xe9}, {@code
 * \}{@code u00e9}, {@code \}{@code u{1f600}}, {@code %u00e9}).
 */
final class EscapeDecoder implements Decoder {
  private static final int LONGEST_ENTITY = 10;
  private static final long NONE = -1;
  private static final String LETTERS = "nrtbf\"'\\/xuU";

  /** Entities of HTML 4 (section 24) that stand for letters or marks between words. */
  private static final Map<String, Character> ENTITIES = new HashMap<>();

  static {
    names(
        160,
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg"
            + " plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34"
            + " iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml"
            + " Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash"
            + " Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring"
            + " aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve"
            + " oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml");
    names(
        0x391,
        "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho -"
            + " Sigma Tau Upsilon Phi Chi Psi Omega");
    names(
        0x3b1,
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
            + " sigmaf sigma tau upsilon phi chi psi omega");
    names(0x2013, "ndash mdash");
    names(0x2018, "lsquo rsquo sbquo - ldquo rdquo bdquo");
    for (Object[] each :
        new Object[][] {
          {"amp", '&'},
          {"lt", '<'},
          {"gt", '>'},
          {"quot", '"'},
          {"apos", '\''},
          {"OElig", '\u0152'},
          {"oelig", '\u0153'},
          {"Scaron", '\u0160'},
          {"scaron", '\u0161'},
          {"hellip", '\u2026'},
          {"euro", '\u20ac'},
          {"zwnj", '\u200c'},
          {"zwj", '\u200d'},
          {"ensp", '\u2002'},
          {"emsp", '\u2003'},
          {"thinsp", '\u2009'},
          {"bull", '\u2022'}
        }) {
      ENTITIES.put((String) each[0], (Character) each[1]);
    }
  }

  private static void names(int first, String names) {
    int code = first;
    for (String name : names.split(" ")) {
      ENTITIES.put(name, (char) code++);
    }
  }

  private static final Signs SIGNS = Signs.anyOf("\\&%");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean mayOpen(CharSequence value, Outline seen) {
    return next(value, 0) >= 0;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || !mayHave(text)) {
      return false;
    }
    to.work().charge(2L * text.length());
    String around = Stretches.of(part, text, "escapes", from -> next(text, from), to);
    StringBuilder decoded = to.scratch(0);
    decoded.ensureCapacity(around.length());
    if (decode(around, decoded) && to.decoded(decoded.length())) {
      to.addText(part, around, "escapes", decoded.toString());
    }
    return false;
  }

  /** The first escape at or behind a position, or -1. */
  private static int next(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '\\' || c == '&' || c == '%') && escape(text, i) != NONE) {
        return i;
      }
    }
    return -1;
  }

  private static boolean mayHave(String text) {
    return text.indexOf('\\') >= 0 || text.indexOf('&') >= 0 || text.indexOf("%u") >= 0;
  }

  /**
   * Takes the escapes off, and leaves what is none as it is.
   *
   * @param out takes the text without escapes; nothing if it has none
   * @return false if it has none
   */
  static boolean decode(CharSequence text, StringBuilder out) {
    return decode(text, out, false);
  }

  /** The same for the escapes of HTML and XML alone: a backslash is a character there. */
  static boolean decodeEntities(CharSequence text, StringBuilder out) {
    return decode(text, out, true);
  }

  private static boolean decode(CharSequence text, StringBuilder out, boolean isMarkup) {
    int done = 0;
    int i = 0;
    int length = text.length();
    while (i < length) {
      char c = text.charAt(i);
      if (c != '&' && (isMarkup || c != '\\' && c != '%')) {
        i++;
        continue;
      }
      long escape = escape(text, i);
      if (escape == NONE) {
        i++;
        continue;
      }
      out.append(text, done, i).appendCodePoint((int) escape);
      i = (int) (escape >> 32);
      done = i;
    }
    if (done > 0) {
      out.append(text, done, length);
    }
    return done > 0;
  }

  /** What the escape that begins here stands for, and where it ends in the high half; or none. */
  private static long escape(CharSequence text, int start) {
    return switch (text.charAt(start)) {
      case '\\' -> backslash(text, start);
      case '&' -> entity(text, start);
      default ->
          start + 1 < text.length() && text.charAt(start + 1) == 'u'
              ? unit(text, start + 2, start + 6, 16, start + 6)
              : NONE;
    };
  }

  private static long backslash(CharSequence text, int start) {
    if (start + 1 >= text.length() || LETTERS.indexOf(text.charAt(start + 1)) < 0) {
      return NONE;
    }
    int digits = start + 2;
    char kind = text.charAt(start + 1);
    return switch (kind) {
      case 'x' -> unit(text, digits, digits + 2, 16, digits + 2);
      case 'U' -> unit(text, digits, digits + 8, 16, digits + 8);
      case 'u' -> {
        if (digits >= text.length() || text.charAt(digits) != '{') {
          yield unit(text, digits, digits + 4, 16, digits + 4);
        }
        int end = digits + 1;
        while (end < text.length() && end - start < LONGEST_ENTITY && isName(text.charAt(end))) {
          end++;
        }
        yield end < text.length() && text.charAt(end) == '}'
            ? unit(text, digits + 1, end, 16, end + 1)
            : NONE;
      }
      case 'n', 'r', 't', 'b', 'f' -> read(' ', digits);
      default -> read(kind, digits);
    };
  }

  private static long entity(CharSequence text, int start) {
    int end = start + 1;
    while (end < text.length() && end - start <= LONGEST_ENTITY && isName(text.charAt(end))) {
      end++;
    }
    if (end >= text.length() || text.charAt(end) != ';' || end - start < 3) {
      return NONE;
    }
    if (text.charAt(start + 1) == '#') {
      boolean isHex = text.charAt(start + 2) == 'x' || text.charAt(start + 2) == 'X';
      return unit(text, start + (isHex ? 3 : 2), end, isHex ? 16 : 10, end + 1);
    }
    Character plain = ENTITIES.get(text.subSequence(start + 1, end).toString());
    return plain == null ? NONE : read(plain, end + 1);
  }

  /** What may be between an ampersand or brace and the end: the next of them begins anew. */
  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '#';
  }

  /** The character whose number these digits are. */
  private static long unit(CharSequence text, int start, int end, int radix, int escapeEnd) {
    if (end > text.length() || start >= end || end - start > 8) {
      return NONE;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return NONE;
      }
      value = value * radix + digit;
    }
    return value > Character.MAX_CODE_POINT ? NONE : read((int) value, escapeEnd);
  }

  private static long read(int character, int end) {
    return (long) end << 32 | character;
  }
}
