package dev.flowguard.rules.provenance;

import java.util.Set;

/**
 * Finds names that well-known libraries give to their own parts: qualified names of classes and
 * functions, as they are in the frames of a stack, paths of installed packages, source files, and
 * names of published models. A frame is taken in as a whole, with the arguments and the line that
 * its runtime writes behind the name.
 *
 * <p>What begins such a name is in the list of {@link Boilerplate}. Loaded when something known is
 * first found in a request. One pass over the text; no state.
 */
final class LibraryNames {
  /** A name or a path; also how far the parts of a frame may reach. */
  private static final int LONGEST = 256;

  private static final int LONGEST_FUNCTION = 80;

  /** An argument is a type and a name: more words are a sentence. */
  private static final int MOST_WORDS = 2;

  /** Parts of a beginning: {@code com.fasterxml.jackson.}. */
  private static final int MOST_PARTS = 4;

  private static final Set<String> SOURCES = Set.of("java", "kt", "scala", "groovy");
  private static final String[] LEADS = {
    "Caused by: ", "File \"", "import ", "from ", "at ", "in "
  };
  private static final String LINE = "\", line ";
  private static final String IN = ", in ";
  private static final String SOURCE = " in ";
  private static final String SOURCE_LINE = ":line ";

  private final String text;
  private final Spans found = new Spans();

  private LibraryNames(String text) {
    this.text = text;
  }

  /** The names of a text, each with the rest of its frame. */
  static Spans of(String text) {
    LibraryNames names = new LibraryNames(text);
    names.find();
    return names.found;
  }

  private void find() {
    int length = text.length();
    for (int i = 0; i < length; ) {
      if (!isPart(text.charAt(i))) {
        i++;
        continue;
      }
      int end = i + 1;
      while (end < length && (isPart(text.charAt(end)) || isArity(end))) {
        end++;
      }
      if (end - i <= LONGEST) {
        boolean isPath = isPath(i, end);
        if (isPath || isQualified(i, end)) {
          int last = isPath ? afterPath(end) : afterName(end);
          found.add(lead(i), last);
          end = last;
        } else if (isSource(i, end)) {
          found.add(i, end);
        }
      }
      i = end;
    }
  }

  /** A name that begins as the names of a library do, and goes on. */
  private boolean isQualified(int start, int end) {
    int parts = 0;
    for (int i = start; i < end - 1 && parts < MOST_PARTS; i++) {
      char c = text.charAt(i);
      if (c == '.' || c == '/' || c == '\\') {
        parts++;
        if (Boilerplate.names().contains(text.substring(start, i + 1))) {
          boolean isModel = parts == 1 && c == '/';
          return isModel ? hasVersion(i + 1, end) : Character.isLetterOrDigit(text.charAt(i + 1));
        }
      }
    }
    return end < text.length()
        && text.charAt(end) == '('
        && Boilerplate.names().contains(text.substring(start, end));
  }

  /** Models have numbers or dashes in their names; the other side of a slash in a text has none. */
  private boolean hasVersion(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '-' || c >= '0' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  /** A path that goes through a folder where a package manager puts what it installs. */
  private boolean isPath(int start, int end) {
    int part = start;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '\\' || c == ':') {
        if (i > part && Boilerplate.folders().contains(text.substring(part, i))) {
          return true;
        }
        part = i + 1;
      }
    }
    return false;
  }

  /** {@code DispatcherServlet.java:1089}. */
  private boolean isSource(int start, int end) {
    int colon = end;
    while (colon > start && text.charAt(colon - 1) >= '0' && text.charAt(colon - 1) <= '9') {
      colon--;
    }
    boolean hasLine = colon > start && colon < end && text.charAt(colon - 1) == ':';
    int nameEnd = hasLine ? colon - 1 : end;
    int dot = nameEnd - 1;
    while (dot > start && text.charAt(dot) != '.') {
      dot--;
    }
    return dot > start && SOURCES.contains(text.substring(dot + 1, nameEnd));
  }

  /** Where the frame begins, of which this name is a part. */
  private int lead(int start) {
    int at = start;
    if (at > 0 && text.charAt(at - 1) == '(') {
      // at render (/app/node_modules/…)
      int from = Math.max(0, at - LONGEST_FUNCTION);
      for (int i = at - 4; i >= from && text.charAt(i) != '\n'; i--) {
        if (text.startsWith("at ", i)) {
          return i;
        }
      }
    }
    for (String lead : LEADS) {
      if (text.startsWith(lead, at - lead.length())) {
        return at - lead.length();
      }
    }
    return at;
  }

  /** True for the mark before the number of type parameters in .NET: {@code List`1}. */
  private boolean isArity(int at) {
    return text.charAt(at) == '`'
        && at + 1 < text.length()
        && text.charAt(at + 1) >= '1'
        && text.charAt(at + 1) <= '9'
        && Character.isLetterOrDigit(text.charAt(at - 1));
  }

  /** Behind a name: its arguments, of types too, as often as there are any, and its source. */
  private int afterName(int end) {
    int at = end;
    int most = Math.min(text.length(), end + LONGEST);
    while (at < most) {
      char c = text.charAt(at);
      if (c == '(' || c == '[') {
        int after = afterArguments(at, most);
        if (after < 0) {
          return at;
        }
        at = after;
      } else if (at > end && (isPart(c) || isArity(at))) {
        at++;
      } else {
        return afterSource(at);
      }
    }
    return afterSource(at);
  }

  /** Behind {@code in /_/src/Http/Client.cs:line 12}, or the same place. */
  private int afterSource(int at) {
    if (!text.startsWith(SOURCE, at)) {
      return at;
    }
    int most = Math.min(text.length(), at + LONGEST);
    int end = at + SOURCE.length();
    while (end < most && isPart(text.charAt(end))) {
      end++;
    }
    return text.startsWith(SOURCE_LINE, end - SOURCE_LINE.length() + 1) ? digits(end + 1) : at;
  }

  /** Behind the bracket that closes this one, or -1 where there is more than arguments. */
  private int afterArguments(int open, int most) {
    int depth = 0;
    int words = 0;
    boolean inWord = false;
    for (int i = open; i < most; i++) {
      char c = text.charAt(i);
      boolean isLetter = Character.isLetterOrDigit(c) || c == '_';
      words += isLetter && !inWord && Character.isWhitespace(text.charAt(i - 1)) ? 1 : 0;
      inWord = isLetter;
      if (c == '(' || c == '[') {
        depth++;
      } else if ((c == ')' || c == ']') && --depth == 0) {
        return i + 1;
      } else if (c == ',') {
        words = -1; // a blank is behind it
      } else if (c == '"' || c == '\'' || c == '\n' || words >= MOST_WORDS) {
        return -1;
      }
    }
    return -1;
  }

  /** Behind a path: the line and the function, as Python and Ruby write them. */
  private int afterPath(int end) {
    int at = end;
    if (text.startsWith(LINE, at)) {
      at = digits(at + LINE.length());
      if (text.startsWith(IN, at)) {
        at = word(at + IN.length());
      }
    } else if (text.startsWith(" `", at)) {
      int close = at + 2;
      int most = Math.min(text.length(), at + LONGEST_FUNCTION);
      while (close < most && text.charAt(close) != '\'' && text.charAt(close) != '\n') {
        close++;
      }
      at = close < most && text.charAt(close) == '\'' ? close + 1 : at;
    } else if (text.startsWith("(", at)) {
      at = digits(at + 1);
      at = text.startsWith("): ", at) ? at + 3 : at;
    }
    return at;
  }

  private int digits(int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private int word(int start) {
    int at = start;
    while (at < text.length() && at - start < LONGEST_FUNCTION && isPart(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isPart(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "_$./\\@-:<>*+|~".indexOf(c) >= 0;
  }
}
