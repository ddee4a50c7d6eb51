package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The parts of office documents (ECMA-376, part 1; ODF 1.3, part 2) that people see: texts and
 * pictures, but not styles, settings, themes, relations and properties, which are the same in
 * documents that have nothing in common.
 */
final class OfficeParts {
  /** Entries that every office document has, and no other archive. */
  private static final List<String> MARKS = List.of("[content_types].xml", "meta-inf/manifest.xml");

  /** How the names of parts begin that people see. */
  private static final List<String> SHOWN =
      List.of(
          "word/document",
          "word/footnotes",
          "word/endnotes",
          "word/comments",
          "word/header",
          "word/footer",
          "word/charts/chart",
          "word/diagrams/data",
          "word/media/",
          "xl/sharedstrings",
          "xl/worksheets/sheet",
          "xl/comments",
          "xl/threadedcomments/",
          "xl/drawings/drawing",
          "xl/charts/chart",
          "xl/diagrams/data",
          "xl/media/",
          "ppt/slides/slide",
          "ppt/notesslides/",
          "ppt/comments/",
          "ppt/charts/chart",
          "ppt/diagrams/data",
          "ppt/media/",
          "content.xml",
          "pictures/");

  private static final String OPEN_DOCUMENT = "content.xml";

  /** The directory's end and an entry of it (APPNOTE 4.3.16 and 4.3.12), without their names. */
  private static final String DIRECTORY_END = "PK\u0005\u0006";

  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 1 << 16;
  private static final String DIRECTORY_ENTRY = "PK\u0001\u0002";
  private static final int ENTRY_LENGTH = 46;

  /** The first entry's name, behind its local header. */
  private static final int FIRST_NAME = 30;

  /** Steps of looking at an entry. */
  private static final int ENTRY_STEPS = 64;

  private OfficeParts() {}

  /** True if a ZIP file is an office document, by its first entry or by its directory. */
  static boolean areIn(byte[] zip, Work work) {
    for (String mark : MARKS) {
      if (isName(zip, FIRST_NAME, mark)) {
        return true;
      }
    }
    int end = zip.length - END_LENGTH;
    int least = Math.max(0, end - LONGEST_COMMENT);
    work.charge(Math.min(zip.length, LONGEST_COMMENT));
    while (end >= least && !Bytes.is(zip, end, DIRECTORY_END)) {
      end--;
    }
    long at = end < least ? zip.length : Bytes.little(zip, end + 16, 4);
    while (at + ENTRY_LENGTH <= zip.length && Bytes.is(zip, (int) at, DIRECTORY_ENTRY)) {
      work.charge(ENTRY_STEPS);
      int entry = (int) at;
      int length = (int) Bytes.little(zip, entry + 28, 2);
      for (String mark : MARKS) {
        if (length == mark.length() && isName(zip, entry + ENTRY_LENGTH, mark)) {
          return true;
        }
      }
      at += ENTRY_LENGTH + length;
      at += Bytes.little(zip, entry + 30, 2) + Bytes.little(zip, entry + 32, 2);
    }
    return false;
  }

  private static boolean isName(byte[] zip, int at, String mark) {
    return at + mark.length() <= zip.length
        && new String(zip, at, mark.length(), StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT)
            .equals(mark);
  }

  /** True for a part that people see. */
  static boolean isShown(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SHOWN.stream().anyMatch(lower::startsWith);
  }

  /** The media type of a part, as far as its text is read by it. */
  static String type(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(".xml")) {
      return "";
    }
    return lower.equals(OPEN_DOCUMENT) ? "application/xml" : ShownMarkup.OFFICE_TYPE;
  }
}
