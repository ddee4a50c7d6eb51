package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people see of a text: of a markup document the text between its tags, of others all of it,
 * and the text once more without tags and addresses of links where it has such.
 */
public final class ShownText {
  /** Steps of a character in which tags and links are looked for. */
  private static final int STEPS = 2;

  /** Characters before the root of a markup document: a declaration, comments. */
  private static final int LONGEST_PROLOG = 4_096;

  private ShownText() {}

  /**
   * The texts of a file.
   *
   * @param mediaType in lower case, without parameters; empty where none is known
   * @param work charged with what is read and made
   */
  static List<String> of(String text, String mediaType, Work work) {
    ShownMarkup.Dialect dialect = dialect(text, mediaType);
    if (dialect != null) {
      return List.of(ShownMarkup.of(text, dialect, work));
    }
    return List.of(text);
  }

  /**
   * A text that is not a markup document as it is shown: without tags of HTML and without addresses
   * of links in Markdown; null if it has neither, or nothing is left.
   *
   * @param work charged with what is read and made
   */
  public static @Nullable String rendered(String text, Work work) {
    work.charge((long) STEPS * text.length());
    if (!hasMarkup(text)) {
      return null;
    }
    boolean hasLinks = MarkdownDecoder.hasLink(text);
    String shown = text;
    if (hasLinks) {
      work.charge((long) STEPS * text.length());
      work.allocate(4L * text.length());
      StringBuilder out = new StringBuilder(text.length());
      MarkdownDecoder.read(text, out);
      shown = out.toString();
    }
    if (hasEndTag(shown)) {
      shown = ShownMarkup.of(shown, ShownMarkup.Dialect.HTML, work);
    }
    return shown.isEmpty() ? null : shown;
  }

  /** True for a text with tags of HTML or links of Markdown. */
  public static boolean hasMarkup(String text) {
    return MarkdownDecoder.hasLink(text) || hasEndTag(text);
  }

  private static boolean hasEndTag(String text) {
    for (int i = text.indexOf("</"); i >= 0; i = text.indexOf("</", i + 2)) {
      char c = i + 2 < text.length() ? text.charAt(i + 2) : ' ';
      if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
        return true;
      }
    }
    return false;
  }

  private static ShownMarkup.@Nullable Dialect dialect(String text, String mediaType) {
    if (mediaType.equals(ShownMarkup.OFFICE_TYPE)) {
      return ShownMarkup.Dialect.OFFICE;
    }
    int at = 0;
    while (at < text.length() && (text.charAt(at) <= ' ' || text.charAt(at) == '\ufeff')) {
      at++;
    }
    boolean isDeclared = mediaType.equals("text/html") || mediaType.endsWith("xml");
    if (!isDeclared && !isRoot(text, at)) {
      return null;
    }
    int end = Math.min(text.length(), at + LONGEST_PROLOG);
    boolean isXml = text.startsWith("<?xml", at) || mediaType.endsWith("xml");
    return isXml && !has(text, at, end, "<html") && !has(text, at, end, "<svg")
        ? ShownMarkup.Dialect.XML
        : ShownMarkup.Dialect.HTML;
  }

  private static boolean isRoot(String text, int at) {
    for (String root : List.of("<!doctype", "<html", "<head", "<?xml", "<svg", "<body")) {
      if (text.regionMatches(true, at, root, 0, root.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String text, int from, int end, String tag) {
    for (int i = text.indexOf('<', from); i >= 0 && i < end; i = text.indexOf('<', i + 1)) {
      if (text.regionMatches(true, i, tag, 0, tag.length())) {
        return true;
      }
    }
    return false;
  }
}
