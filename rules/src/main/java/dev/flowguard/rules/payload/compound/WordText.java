package dev.flowguard.rules.payload.compound;

import static dev.flowguard.rules.payload.compound.CompoundFile.int16;
import static dev.flowguard.rules.payload.compound.CompoundFile.int32;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of a Word document ([MS-DOC]): its pieces in the order of the piece table (section
 * 2.8.35), footnotes, headers, comments and text boxes included; of Word 6 and 95 the range that
 * its head names.
 */
final class WordText {
  private static final int HEAD = 0x1aa;
  private static final int MAGIC = 0xa5ec;
  private static final int MAGIC_WORD_6 = 0xa5dc;
  private static final int ENCRYPTED = 0x0100;
  private static final int TABLE_1 = 0x0200;

  /** The first version (nFib) whose text is in pieces that the table stream lists. */
  private static final int WORD_97 = 0xc1;

  private static final int PROPERTIES = 1;
  private static final int PIECES = 2;
  private static final int PIECE = 8;
  private static final int ONE_BYTE = 0x40000000;

  /** A field's code is between the first two, what it shows between the last two (2.8.25). */
  private static final char FIELD_BEGIN = 0x13;

  private static final char FIELD_SEPARATOR = 0x14;
  private static final char FIELD_END = 0x15;

  private static final Charset ANSI =
      Charset.isSupported("windows-1252")
          ? Charset.forName("windows-1252")
          : StandardCharsets.ISO_8859_1;

  private WordText() {}

  static boolean isEncrypted(byte[] document) {
    return document.length >= HEAD && (int16(document, 0x0a) & ENCRYPTED) != 0;
  }

  /** The name of the stream that has the piece table. */
  static String table(byte[] document) {
    return document.length >= HEAD && (int16(document, 0x0a) & TABLE_1) != 0 ? "1Table" : "0Table";
  }

  /**
   * The text, or null if the streams are not those of a document.
   *
   * @param document the stream WordDocument
   * @param table the stream that {@link #table} names
   */
  static @Nullable String of(byte[] document, byte @Nullable [] table, Work work) {
    int magic = document.length < HEAD ? 0 : int16(document, 0);
    if (magic != MAGIC && magic != MAGIC_WORD_6) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    if (int16(document, 2) < WORD_97 || table == null) {
      int from = Math.max(0, int32(document, 0x18));
      int end = Math.min(document.length, int32(document, 0x1c));
      if (from < end) {
        work.allocate(2L * (end - from));
        out.append(new String(document, from, end - from, ANSI));
      }
    } else {
      pieces(document, table, work, out);
    }
    return shown(out, work);
  }

  private static void pieces(byte[] document, byte[] table, Work work, StringBuilder out) {
    int at = int32(document, 0x1a2);
    int length = int32(document, 0x1a6);
    if (at < 0 || length < 0 || (long) at + length > table.length) {
      return;
    }
    int end = at + length;
    work.charge(length);
    while (at + 3 <= end && table[at] == PROPERTIES) {
      at += 3 + int16(table, at + 1);
    }
    if (at + 5 > end || table[at] != PIECES) {
      return;
    }
    int first = at + 5;
    int count =
        (Math.min(int32(table, at + 1), end - first) - Integer.BYTES) / (Integer.BYTES + PIECE);
    int positions = first;
    // Pieces that overlap may make a small file a large text; honest ones do not.
    long left = document.length;
    for (int i = 0; i < count && left > 0; i++) {
      int start = int32(table, positions + i * Integer.BYTES);
      int stop = int32(table, positions + (i + 1) * Integer.BYTES);
      int where = int32(table, first + (count + 1) * Integer.BYTES + i * PIECE + 2);
      boolean isOneByte = (where & ONE_BYTE) != 0;
      long from = isOneByte ? (where & ONE_BYTE - 1) / 2 : where;
      long bytes = (isOneByte ? 1L : 2L) * ((long) stop - start);
      if (stop <= start || from < 0 || from >= document.length) {
        continue;
      }
      int read = (int) Math.min(Math.min(bytes, document.length - from), left);
      left -= read;
      work.allocate(4L * read);
      out.append(
          new String(document, (int) from, read, isOneByte ? ANSI : StandardCharsets.UTF_16LE));
    }
  }

  /** Without codes of fields, and with line breaks for the marks of paragraphs and cells. */
  private static String shown(StringBuilder text, Work work) {
    work.charge(text.length());
    work.allocate(2L * text.length());
    StringBuilder out = new StringBuilder(text.length());
    StringBuilder open = new StringBuilder(); // of each open field the last mark
    int codes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int last = open.length() - 1;
      if (c == FIELD_BEGIN) {
        open.append(c);
        codes++;
      } else if (c == FIELD_SEPARATOR && last >= 0) {
        codes -= open.charAt(last) == FIELD_BEGIN ? 1 : 0;
        open.setCharAt(last, c);
      } else if (c == FIELD_END && last >= 0) {
        codes -= open.charAt(last) == FIELD_BEGIN ? 1 : 0;
        open.setLength(last);
      } else if (codes == 0) {
        out.append(c < ' ' ? (c == 0x1e || c == 0x1f ? '-' : '\n') : c);
      }
    }
    return out.toString();
  }
}
