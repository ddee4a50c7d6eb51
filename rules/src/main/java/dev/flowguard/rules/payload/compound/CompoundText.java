package dev.flowguard.rules.payload.compound;

import dev.flowguard.rules.inspection.Work;
import java.util.List;

/**
 * What people see of a compound file ([MS-CFB]): of Word, Excel and PowerPoint before 2007, and of
 * messages of Outlook. Other compound files give nothing.
 *
 * <p>Reads as much as the work allows, never throws on hostile input but {@link Work.UsedUp}, and
 * does not recurse.
 */
public final class CompoundText {
  private static final String WORD = "WordDocument";
  private static final List<String> EXCEL = List.of("Workbook", "Book");
  private static final String POWER_POINT = "PowerPoint Document";

  private CompoundText() {}

  /** Takes what was read, in the order in which it is found. */
  public interface Sink {
    /** A text, and what it is: plain or HTML. */
    void text(String text, String mediaType);

    /** Bytes that are a text or a file of their own; the type is empty where nothing tells it. */
    void part(byte[] bytes, String mediaType);

    /** Notes a document with a password. */
    void encrypted();

    /** Notes streams that were not read, because together they are larger than any honest file. */
    void cut();
  }

  /**
   * Reads a file.
   *
   * @param work charged with what is read and made
   */
  public static void read(byte[] bytes, Work work, Sink to) {
    CompoundFile file = CompoundFile.read(bytes, work);
    if (file == null) {
      return;
    }
    for (CompoundFile.Entry entry : file.entries()) {
      work.charge(Long.BYTES * (long) WORD.length());
      if (entry.name().equals(WORD)) {
        word(file, entry, work, to);
      } else if (isExcel(entry.name())) {
        SheetText.Read read = SheetText.of(file.stream(entry), work);
        if (read.isEncrypted()) {
          to.encrypted();
        } else {
          to.text(read.text(), "text/plain");
        }
      } else if (entry.name().equals(POWER_POINT)) {
        to.text(SlideText.of(file.stream(entry), work), "text/plain");
      } else {
        MessageText.read(file, entry, to, work);
      }
    }
    if (file.isCut()) {
      to.cut();
    }
  }

  /** Some libraries write the name in capitals. */
  private static boolean isExcel(String name) {
    return EXCEL.stream().anyMatch(name::equalsIgnoreCase);
  }

  private static void word(CompoundFile file, CompoundFile.Entry entry, Work work, Sink to) {
    byte[] document = file.stream(entry);
    if (WordText.isEncrypted(document)) {
      to.encrypted();
      return;
    }
    String text = WordText.of(document, file.sibling(entry, WordText.table(document)), work);
    if (text != null) {
      to.text(text, "text/plain");
    }
  }
}
