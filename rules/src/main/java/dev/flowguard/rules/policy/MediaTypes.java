package dev.flowguard.rules.policy;

import dev.flowguard.rules.payload.FileKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Media types that a policy can name, for kinds of files that are recognised by their bytes. */
final class MediaTypes {
  private static final String OPEN_XML = "application/vnd.openxmlformats-officedocument.";
  private static final String OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";

  /** Names as registered with IANA. Office files are ZIP archives. */
  private static final Map<String, FileKind> KINDS = new TreeMap<>();

  static {
    KINDS.put("image/png", FileKind.PNG);
    KINDS.put("image/jpeg", FileKind.JPEG);
    KINDS.put("image/gif", FileKind.GIF);
    KINDS.put("image/webp", FileKind.WEBP);
    KINDS.put("image/heic", FileKind.HEIF);
    KINDS.put("image/heif", FileKind.HEIF);
    KINDS.put("image/avif", FileKind.HEIF);
    KINDS.put("image/jxl", FileKind.JPEG_XL_OR_2000);
    KINDS.put("image/jp2", FileKind.JPEG_XL_OR_2000);
    KINDS.put("image/vnd.adobe.photoshop", FileKind.PSD);
    KINDS.put("image/tiff", FileKind.TIFF);
    KINDS.put("image/bmp", FileKind.BMP);
    KINDS.put("application/dicom", FileKind.DICOM);
    KINDS.put("application/pdf", FileKind.PDF);
    KINDS.put("application/msword", FileKind.OLE2);
    KINDS.put("application/vnd.ms-excel", FileKind.OLE2);
    KINDS.put("application/vnd.ms-powerpoint", FileKind.OLE2);
    KINDS.put("application/rtf", FileKind.RTF);
    KINDS.put("text/rtf", FileKind.RTF);
    KINDS.put("application/zip", FileKind.ZIP);
    KINDS.put(OPEN_XML + "wordprocessingml.document", FileKind.ZIP);
    KINDS.put(OPEN_XML + "spreadsheetml.sheet", FileKind.ZIP);
    KINDS.put(OPEN_XML + "presentationml.presentation", FileKind.ZIP);
    KINDS.put(OPEN_DOCUMENT + "text", FileKind.ZIP);
    KINDS.put(OPEN_DOCUMENT + "spreadsheet", FileKind.ZIP);
    KINDS.put(OPEN_DOCUMENT + "presentation", FileKind.ZIP);
  }

  private MediaTypes() {}

  /** All names, and {@code image/*}. */
  static List<String> known() {
    List<String> known = new ArrayList<>(KINDS.keySet());
    known.add("image/*");
    return known;
  }

  /** The kinds that a name, or a pattern with {@code *}, means; empty for none. */
  static Set<FileKind> kinds(String pattern) {
    Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
    KINDS.forEach(
        (name, kind) -> {
          if (Glob.matches(pattern, name)) {
            kinds.add(kind);
          }
        });
    return kinds;
  }
}
