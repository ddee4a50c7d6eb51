package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a PDF file (ISO 32000-1): its streams are found by their keyword rather than through
 * the cross-reference table, so that a damaged one hides nothing; Flate, ASCIIHex and ASCII85
 * filters are taken off; strings that text operators show are gathered. The file itself is a leaf
 * too.
 *
 * <p>Which font a text has is not followed: two-byte codes are read through each of the file's
 * ToUnicode maps, and each reading is looked at. Text in fonts without such a map is not seen.
 */
final class PdfDecoder implements Decoder {
  /** Bytes by which a kind of file is known. */
  private static final int HEAD = 16;

  private static final int MOST_STREAMS = 4_000;
  private static final int MOST_MAPS = 16;

  /** How far before a stream its dictionary may begin. */
  private static final int LONGEST_DICTIONARY = 4_096;

  /** Bytes of a stream with its dictionary, and steps of looking at a byte of it. */
  private static final int DICTIONARY = 256;

  private static final int DICTIONARY_STEPS = 14;

  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return FileKind.of(bytes) == FileKind.PDF;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || FileKind.of(bytes) != FileKind.PDF) {
      return false;
    }
    to.file(part, bytes);
    to.work().charge(4L * bytes.length);
    if (Bytes.indexOf(bytes, "/Encrypt", 0, bytes.length) >= 0) {
      to.incomplete(Reason.ENCRYPTED);
      return true;
    }
    List<byte[]> streams = new ArrayList<>();
    List<byte[]> objects = new ArrayList<>();
    PdfText plain = new PdfText(to.work());
    PdfText.Strings named = to.isShownOnly() ? PdfText.Strings.NAMED : PdfText.Strings.ALL;
    int seen = 0;
    int from = 0;
    int at = Bytes.indexOf(bytes, "stream", 0, bytes.length);
    while (at >= 0) {
      int start = afterLine(bytes, at + "stream".length());
      int end = Bytes.indexOf(bytes, "endstream", start, bytes.length);
      if (end < 0) {
        to.incomplete(Reason.TRUNCATED);
        end = bytes.length;
      }
      plain.read(bytes, from, at, named);
      if (++seen > MOST_STREAMS) {
        to.incomplete(Reason.WORK);
        break;
      }
      if (FileKind.of(Arrays.copyOfRange(bytes, start, Math.min(end, start + HEAD)))
          == FileKind.JPEG) {
        to.add(part.inner("pdf", Arrays.copyOfRange(bytes, start, end))); // a photo, as it was
      }
      String dictionary = dictionary(bytes, from, at, to);
      byte[] opened = stream(bytes, dictionary, start, end, to);
      if (opened != null && dictionary.contains("/EmbeddedFile")) {
        to.add(part.inner("pdf", opened)); // an attachment
      } else if (opened != null) {
        (dictionary.contains("/ObjStm") ? objects : streams).add(opened);
      }
      from = Math.min(bytes.length, end + "endstream".length());
      at = Bytes.indexOf(bytes, "stream", from, bytes.length);
    }
    plain.read(bytes, from, bytes.length, named);
    for (byte[] object : objects) {
      plain.read(object, 0, object.length, named);
    }
    text(part, streams, plain, to);
    return true;
  }

  private static void text(Part part, List<byte[]> streams, PdfText plain, Unfolding to) {
    List<PdfText.CharacterMap> maps = new ArrayList<>();
    PdfText text = new PdfText(to.work());
    for (byte[] stream : streams) {
      to.work().charge(stream.length);
      if (Bytes.indexOf(stream, "begincmap", 0, stream.length) < 0) {
        PdfText.Strings which = to.isShownOnly() ? PdfText.Strings.SHOWN : PdfText.Strings.ALL;
        text.read(stream, 0, stream.length, which);
      } else if (maps.size() < MOST_MAPS) {
        maps.add(PdfText.CharacterMap.read(stream, to.work()));
      }
    }
    // Without maps there is one reading; with maps one more for each.
    said(part, text.said(null) + '\n' + plain.said(null), to);
    for (PdfText.CharacterMap map : maps) {
      said(part, text.said(map), to);
    }
  }

  private static void said(Part part, String said, Unfolding to) {
    if (said.length() > 1 && to.decoded(said.length())) {
      to.add(part.innerText("pdf", said));
    }
  }

  private static int afterLine(byte[] bytes, int at) {
    int next = at;
    next += next < bytes.length && bytes[next] == '\r' ? 1 : 0;
    next += next < bytes.length && bytes[next] == '\n' ? 1 : 0;
    return next;
  }

  /**
   * The dictionary of a stream.
   *
   * @param from where the stream before it ends, and its dictionary may begin
   */
  private static String dictionary(byte[] bytes, int from, int keyword, Unfolding to) {
    int least = Math.max(from, keyword - LONGEST_DICTIONARY);
    to.work().allocate(DICTIONARY + 2L * (keyword - least));
    to.work().charge(DICTIONARY_STEPS * (long) (keyword - least));
    String head = Bytes.latin(bytes, least, keyword);
    int object = head.lastIndexOf(" obj");
    return object < 0 ? head : head.substring(object);
  }

  /** A stream without its filters; null for pictures, fonts and what cannot be opened. */
  private static byte @Nullable [] stream(
      byte[] bytes, String dictionary, int start, int end, Unfolding to) {
    to.work().allocate(Math.max(0, end - start));
    if (dictionary.contains("DCTDecode")
        || dictionary.contains("JPXDecode")
        || dictionary.contains("JBIG2Decode")
        || dictionary.contains("CCITTFax")
        || dictionary.contains("/FontFile")
        || dictionary.contains("/Length1 ")
        || dictionary.contains("/Subtype/Image")
        || dictionary.contains("/Subtype /Image")) {
      return null;
    }
    if (dictionary.contains("LZWDecode") || dictionary.contains("/Crypt")) {
      to.incomplete(Reason.ENCODING);
      return null;
    }
    byte[] opened = Arrays.copyOfRange(bytes, start, Math.max(start, end));
    if (dictionary.contains("ASCII85Decode") || dictionary.contains("/A85")) {
      opened = PdfText.ascii85(opened);
    } else if (dictionary.contains("ASCIIHexDecode") || dictionary.contains("/AHx")) {
      opened = PdfText.asciiHex(opened);
    }
    if (dictionary.contains("FlateDecode") || dictionary.contains("/Fl ")) {
      return to.inflater().inflate(opened, false);
    }
    return to.decoded(opened.length) ? opened : null;
  }
}
