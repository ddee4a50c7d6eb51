package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A document, by its magic bytes: PDF, Word, Excel and PowerPoint of either generation,
 * OpenDocument, RTF. Any other ZIP is none.
 */
final class DocumentFile implements Detector {
  private static final List<byte[]> OFFICE_ENTRIES =
      List.of(
          ascii("word/"),
          ascii("xl/"),
          ascii("ppt/"),
          ascii("mimetypeapplication/vnd.oasis.opendocument"),
          ascii("mimetypeapplication/epub+zip"));

  private static final int LOCAL_HEADER = 30;
  private static final int ENTRIES_READ = 64;

  @Override
  public Shape shape() {
    return Shape.DOCUMENT_FILE;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Binary binary && isDocument(binary.bytes(), payload.work())) {
        findings.add(
            new Finding(
                shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
      }
    }
    return findings;
  }

  private static boolean isDocument(byte[] bytes, Work work) {
    FileKind kind = FileKind.of(bytes);
    return kind == FileKind.PDF
        || kind == FileKind.OLE2
        || kind == FileKind.RTF
        || kind == FileKind.ZIP && isOffice(bytes, work);
  }

  /** Looks at the names that stand in the local headers (APPNOTE 4.3.7). */
  private static boolean isOffice(byte[] bytes, Work work) {
    work.charge(bytes.length);
    int at = 0;
    for (int entry = 0; entry < ENTRIES_READ && at >= 0; entry++) {
      int name = at + LOCAL_HEADER;
      for (byte[] office : OFFICE_ENTRIES) {
        if (name + office.length <= bytes.length
            && java.util.Arrays.equals(
                bytes, name, name + office.length, office, 0, office.length)) {
          return true;
        }
      }
      at = nextHeader(bytes, at + 4);
    }
    return false;
  }

  private static int nextHeader(byte[] bytes, int from) {
    for (int i = from; i + 4 <= bytes.length; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 3 && bytes[i + 3] == 4) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
