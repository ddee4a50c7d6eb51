package dev.flowguard.rules.payload.compound;

import static dev.flowguard.rules.payload.compound.CompoundFile.int16;
import static dev.flowguard.rules.payload.compound.CompoundFile.int32;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The strings of an Excel workbook ([MS-XLS], and BIFF5 before it): of cells, formulas' results,
 * notes, text boxes and sheet names. For one thread.
 */
final class SheetText {
  private static final int BEGINNING = 0x0809;
  private static final int CONTINUE = 0x003c;
  private static final int SHARED_STRINGS = 0x00fc;
  private static final int LABEL = 0x0204;
  private static final int RICH_LABEL = 0x00d6;
  private static final int RESULT = 0x0207;
  private static final int TEXT_OBJECT = 0x01b6;
  private static final int SHEET = 0x0085;
  private static final int HEADER = 0x0014;
  private static final int FOOTER = 0x0015;
  private static final int PASSWORD = 0x002f;
  private static final int CODE_PAGE = 0x0042;
  private static final int BIFF8 = 0x0600;
  private static final int UTF_16 = 1200;

  private static final int WIDE = 1;
  private static final int PHONETIC = 4;
  private static final int RICH = 8;

  /** Steps of a byte, and bytes of a character. */
  private static final int STEPS = 4;

  private final byte[] book;
  private final Work work;
  private final StringBuilder out = new StringBuilder();
  private Charset narrow = StandardCharsets.ISO_8859_1;
  private boolean isBiff8 = true;
  private boolean isEncrypted;

  /** Where the next byte is, and where the record ends that it is in. */
  private int at;

  private int end;

  /** True if characters of the string at hand have two bytes here. */
  private boolean isWide;

  private SheetText(byte[] book, Work work) {
    this.book = book;
    this.work = work;
  }

  /**
   * What was read.
   *
   * @param isEncrypted true if the workbook has a password: then nothing was
   */
  record Read(String text, boolean isEncrypted) {}

  /** The text of the stream Workbook or Book. */
  static Read of(byte[] book, Work work) {
    work.charge((long) STEPS * book.length);
    work.allocate((long) STEPS * book.length);
    SheetText sheet = new SheetText(book, work);
    sheet.read();
    return new Read(sheet.out.toString(), sheet.isEncrypted);
  }

  private void read() {
    int next = 0;
    while (next + 4 <= book.length && !isEncrypted) {
      int type = int16(book, next);
      at = next + 4;
      end = Math.min(book.length, at + int16(book, next + 2));
      switch (type) {
        case BEGINNING -> isBiff8 = end - at < 2 || int16(book, at) >= BIFF8;
        case PASSWORD -> isEncrypted = true;
        case CODE_PAGE -> codePage();
        case SHARED_STRINGS -> sharedStrings();
        case LABEL, RICH_LABEL -> string(6, 2);
        case RESULT -> string(0, 2);
        case HEADER, FOOTER -> string(0, 2);
        case SHEET -> string(6, 1);
        case TEXT_OBJECT -> textObject();
        default -> {}
      }
      next = Math.max(next + 4 + int16(book, next + 2), end);
    }
  }

  private void codePage() {
    int page = end - at < 2 ? UTF_16 : int16(book, at);
    String name = page == 10_000 ? "x-MacRoman" : page == 0x8001 ? "windows-1252" : "Cp" + page;
    if (page != UTF_16 && page != 0 && Charset.isSupported(name)) {
      narrow = Charset.forName(name);
    }
  }

  /** A string behind some bytes, with its length in so many bytes. */
  private void string(int before, int lengthBytes) {
    at += before;
    if (at + lengthBytes + 1 > end) {
      return;
    }
    int chars = lengthBytes == 1 ? book[at] & 0xff : int16(book, at);
    at += lengthBytes;
    boolean isWide = isBiff8 && (book[at++] & WIDE) != 0;
    int bytes = Math.min(isWide ? 2 * chars : chars, end - at);
    append(at, bytes, isWide);
    out.append('\n');
  }

  private void append(int from, int bytes, boolean isWide) {
    if (bytes > 0) {
      Charset charset =
          isWide ? StandardCharsets.UTF_16LE : isBiff8 ? StandardCharsets.ISO_8859_1 : narrow;
      out.append(new String(book, from, bytes, charset));
    }
  }

  /** The text of a note or text box is in the record behind (2.4.329). */
  private void textObject() {
    int chars = end - at < 12 ? 0 : int16(book, at + 10);
    if (chars > 0 && isBiff8) {
      at = end;
      characters(chars);
      out.append('\n');
    }
  }

  /** Section 2.4.265; strings of it go on in the records behind. */
  private void sharedStrings() {
    if (end - at < 8) {
      return;
    }
    int count = int32(book, at + 4);
    at += 8;
    for (int i = 0; i < count && has(3); i++) {
      int chars = int16(book, at);
      int flags = book[at + 2];
      at += 3;
      int runs = (flags & RICH) == 0 || !has(2) ? 0 : int16(book, at);
      at += (flags & RICH) == 0 ? 0 : 2;
      int phonetic = (flags & PHONETIC) == 0 || !has(4) ? 0 : int32(book, at);
      at += (flags & PHONETIC) == 0 ? 0 : 4;
      isWide = (flags & WIDE) != 0;
      remaining(chars);
      out.append('\n');
      skip(4L * runs + Math.max(0, phonetic));
    }
  }

  /** Characters of which the first byte of the next record says how isWide they are. */
  private void characters(int chars) {
    if (goOn() && at < end) {
      isWide = (book[at++] & WIDE) != 0;
      remaining(chars);
    }
  }

  private void remaining(int chars) {
    int left = chars;
    while (true) {
      int size = isWide ? 2 : 1;
      int here = Math.min(left, Math.max(0, end - at) / size);
      append(at, here * size, isWide);
      at += here * size;
      left -= here;
      if (left == 0 || !goOn() || at >= end) {
        return;
      }
      isWide = (book[at++] & WIDE) != 0;
    }
  }

  private void skip(long bytes) {
    long left = bytes;
    while (left > 0) {
      long here = Math.min(left, Math.max(0, end - at));
      at += (int) here;
      left -= here;
      if (left > 0 && !goOn()) {
        return;
      }
    }
  }

  /** True if so many bytes are in this record, or the next one goes on. */
  private boolean has(int bytes) {
    if (at >= end && !goOn()) {
      return false;
    }
    return at + bytes <= end;
  }

  /** Moves to the record behind, if it is a continuation. */
  private boolean goOn() {
    if (end + 4 > book.length || int16(book, end) != CONTINUE) {
      return false;
    }
    at = end + 4;
    end = Math.min(book.length, at + int16(book, end + 2));
    return true;
  }
}
