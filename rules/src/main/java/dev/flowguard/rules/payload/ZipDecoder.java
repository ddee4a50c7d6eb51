package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The entries of a ZIP file (APPNOTE.TXT 6.3.10), and so of Word, Excel, PowerPoint, OpenDocument
 * and EPUB files: by their local headers in the order in which they stand, so that a damaged or
 * missing directory hides nothing. The file itself is a leaf too.
 */
final class ZipDecoder implements Decoder {
  private static final String LOCAL = "PK\u0003\u0004";
  private static final int HEAD = 30;
  private static final int ENCRYPTED = 1;
  private static final int SIZES_FOLLOW = 8;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final long UNKNOWN = 0xffffffffL;

  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return FileKind.of(bytes) == FileKind.ZIP;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || FileKind.of(bytes) != FileKind.ZIP) {
      return false;
    }
    to.file(part, bytes);
    Location entries = Unfolding.root(part, Location.Kind.ENTRY);
    boolean isOffice = to.isShownOnly() && OfficeParts.areIn(bytes, to.work());
    to.work().charge(bytes.length);
    int at = 0;
    while (at >= 0 && !to.isFull()) {
      if (at + 8 <= bytes.length && (bytes[at + 6] & ENCRYPTED) != 0) {
        to.incomplete(Reason.ENCRYPTED);
      }
      if (at + HEAD > bytes.length) {
        to.incomplete(Reason.TRUNCATED);
        return true;
      }
      int next = entry(part, bytes, at, entries, isOffice, to);
      if (next < 0) {
        return true;
      }
      at = Bytes.indexOf(bytes, LOCAL, Math.max(next, at + HEAD), bytes.length);
    }
    return true;
  }

  /**
   * Opens one entry; returns where the next may begin, or -1 if a budget has ended.
   *
   * @param isOffice true to open the parts of an office document alone that people see
   */
  private static int entry(
      Part part, byte[] bytes, int at, Location entries, boolean isOffice, Unfolding to) {
    int flags = (int) Bytes.little(bytes, at + 6, 2);
    int method = (int) Bytes.little(bytes, at + 8, 2);
    long packed = Bytes.little(bytes, at + 18, 4);
    int nameLength = (int) Bytes.little(bytes, at + 26, 2);
    int start = at + HEAD + nameLength + (int) Bytes.little(bytes, at + 28, 2);
    if (start > bytes.length) {
      to.incomplete(Reason.TRUNCATED);
      return -1;
    }
    String name = new String(bytes, at + HEAD, nameLength, StandardCharsets.UTF_8);
    Location location = entries.child(name);
    Layers layers = part.layers().then("zip");
    to.name(location, layers, name);
    if ((flags & ENCRYPTED) != 0) {
      return start;
    }
    boolean isOpen = (flags & SIZES_FOLLOW) != 0 || packed == UNKNOWN;
    int end;
    if (isOpen && method == STORED) {
      end = Bytes.indexOf(bytes, "PK\u0007\u0008", start, bytes.length);
      end = end < 0 ? bytes.length : end;
      to.work().charge(end - start);
    } else {
      end = isOpen ? bytes.length : (int) Math.min(bytes.length, start + packed);
    }
    if (!isOpen && start + packed > bytes.length) {
      to.incomplete(Reason.TRUNCATED);
    }
    byte[] content;
    switch (method) {
      case STORED -> {
        content = Arrays.copyOfRange(bytes, start, end);
        if (!to.decoded(content.length)) {
          return -1;
        }
      }
      case DEFLATED -> {
        int[] used = new int[1];
        content = to.inflater().inflateRaw(bytes, start, end, used);
        end = isOpen ? start + used[0] : end;
      }
      default -> {
        to.incomplete(Reason.ENCODING);
        return isOpen ? start : end;
      }
    }
    if (content.length > 0 && (!isOffice || OfficeParts.isShown(name))) {
      String type = isOffice ? OfficeParts.type(name) : type(name);
      to.add(new Part(location, layers, part.depth() + 1, content, null, type, null, false));
    }
    return end;
  }

  /** XML parts of office files are markup even if they begin in the middle. */
  private static String type(String name) {
    return name.endsWith(".xml") || name.endsWith(".rels") ? "application/xml" : "";
  }
}
