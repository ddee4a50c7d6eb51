package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
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

  @Override
  public Shape shape() {
    return Shape.DOCUMENT_FILE;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public Signs signs() {
    return Signs.NONE;
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

  private static boolean isOffice(byte[] bytes, Work work) {
    ZipEntries entries = new ZipEntries(bytes, work);
    while (entries.next()) {
      for (byte[] office : OFFICE_ENTRIES) {
        if (entries.startsWith(office)) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
