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

  @Override
  public boolean mayOpen(Outline value) {
    return value.has('\\') || value.has('&') || value.has('%');
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || !mayHave(text)) {
      return false;
    }
    to.work().charge(2L * text.length());
    String decoded = decode(text);
    if (decoded.equals(text) || !to.decoded(decoded.length())) {
      return false;
    }
    to.add(part.innerText("escapes", decoded));
    return false;
  }

  private static boolean mayHave(String text) {
    return text.indexOf('\\') >= 0 || text.indexOf('&') >= 0 || text.indexOf("%u") >= 0;
  }

  /** Takes the escapes off, and leaves what is none as it is. */
  static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int next = -1;
      if (c == '\\') {
        next = backslash(text, i, out);
      } else if (c == '&') {
        next = entity(text, i, out);
      } else if (c == '%' && i + 1 < text.length() && text.charAt(i + 1) == 'u') {
        next = unit(text, i + 2, 4, out);
      }
      if (next < 0) {
        out.append(c);
        next = i + 1;
      }
      i = next;
    }
    return out.toString();
  }

  /** Appends what an escape stands for and returns where it ends, or -1. */
  private static int backslash(String text, int start, StringBuilder out) {
    if (start + 1 >= text.length() || LETTERS.indexOf(text.charAt(start + 1)) < 0) {
      return -1;
    }
    char kind = text.charAt(start + 1);
    switch (kind) {
      case 'x' -> {
        return unit(text, start + 2, 2, out);
      }
      case 'U' -> {
        return unit(text, start + 2, 8, out);
      }
      case 'u' -> {
        if (start + 2 < text.length() && text.charAt(start + 2) == '{') {
          int end = start + 3;
          while (end < text.length() && end - start < LONGEST_ENTITY && isName(text.charAt(end))) {
            end++;
          }
          if (end >= text.length() || text.charAt(end) != '}') {
            return -1;
          }
          int after = unit(text, start + 3, end - start - 3, out);
          return after < 0 ? -1 : end + 1;
        }
        return unit(text, start + 2, 4, out);
      }
      case 'n', 'r', 't', 'b', 'f' -> out.append(' ');
      default -> out.append(kind);
    }
    return start + 2;
  }

  private static int unit(String text, int start, int digits, StringBuilder out) {
    int code = number(text, start, start + digits, 16);
    if (code < 0 || !Character.isValidCodePoint(code)) {
      return -1;
    }
    out.appendCodePoint(code);
    return start + digits;
  }

  /** Appends what an entity stands for and returns where it ends, or -1. */
  private static int entity(String text, int start, StringBuilder out) {
    int end = start + 1;
    while (end < text.length() && end - start <= LONGEST_ENTITY && isName(text.charAt(end))) {
      end++;
    }
    if (end >= text.length() || text.charAt(end) != ';' || end - start < 3) {
      return -1;
    }
    if (text.charAt(start + 1) == '#') {
      boolean isHex = text.charAt(start + 2) == 'x' || text.charAt(start + 2) == 'X';
      int code = number(text, start + (isHex ? 3 : 2), end, isHex ? 16 : 10);
      if (code < 0 || !Character.isValidCodePoint(code)) {
        return -1;
      }
      out.appendCodePoint(code);
      return end + 1;
    }
    Character plain = ENTITIES.get(text.substring(start + 1, end));
    if (plain == null) {
      return -1;
    }
    out.append(plain.charValue());
    return end + 1;
  }

  /** What may be between an ampersand or brace and the end: the next of them begins anew. */
  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '#';
  }

  private static int number(String text, int start, int end, int radix) {
    if (end > text.length() || start >= end || end - start > 8) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value > Character.MAX_CODE_POINT ? -1 : (int) value;
  }
}
