package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The metadata of a picture, taken out of its container: PNG chunks (PNG specification, section
 * 11.3), JPEG application segments (ISO/IEC 10918-1, annex B), RIFF chunks (WebP), boxes of ISO
 * base media files (HEIF, AVIF).
 *
 * <p>Lengths that lie end the walk at the end of the file; nothing is allocated by a length that
 * was read. Not thread-safe.
 */
final class ImageSegments {
  private static final int MOST_TEXTS = 4_096;

  /** Bytes of one text, and of all compressed texts of one file together. */
  private static final int LONGEST_TEXT = 1 << 20;

  /** Steps of making an inflater, in native code, and bytes of a chunk that is read. */
  private static final int INFLATER = 10_000;

  private static final int CHUNK = 128;

  private static final String XMP_HEAD = "http://ns.adobe.com/xap/1.0/\0";
  private static final String XMP_KEYWORD = "XML:com.adobe.xmp";

  /** A textual chunk. */
  record Text(String keyword, String value) {
    @Override
    public String toString() {
      return "Text[" + value.length() + " chars]";
    }
  }

  private final List<Text> texts = new ArrayList<>();
  private final List<byte[]> xmp = new ArrayList<>();
  private final List<byte[]> exif = new ArrayList<>();
  private final List<byte[]> manifests = new ArrayList<>();
  private final Work work;
  private int inflated;

  private ImageSegments(Work work) {
    this.work = work;
  }

  /** Keyword and text of each textual chunk. */
  List<Text> texts() {
    return texts;
  }

  /** Each XMP packet. */
  List<byte[]> xmp() {
    return xmp;
  }

  /** Each EXIF block. */
  List<byte[]> exif() {
    return exif;
  }

  /** Each C2PA manifest store, as JUMBF boxes. */
  List<byte[]> manifests() {
    return manifests;
  }

  /**
   * The metadata of a picture; empty for kinds that have none that is read here.
   *
   * @param work charged with what is read and unpacked
   */
  static ImageSegments of(byte[] file, Work work) {
    work.allocate(2L * file.length);
    ImageSegments segments = new ImageSegments(work);
    FileKind kind = FileKind.of(file);
    if (kind == FileKind.PNG) {
      segments.png(file);
    } else if (kind == FileKind.JPEG) {
      segments.jpeg(file);
    } else if (kind == FileKind.WEBP) {
      segments.riff(file);
    } else if (kind == FileKind.HEIF) {
      segments.boxes(file);
    } else if (kind == FileKind.GIF || kind == FileKind.TIFF) {
      segments.packets(file);
    }
    return segments;
  }

  private void png(byte[] file) {
    int at = 8;
    while (at + 8 <= file.length) {
      work.allocate(CHUNK);
      long length = big(file, at, 4);
      String type = latin(file, at + 4, at + 8);
      int start = at + 8;
      int end = (int) Math.min(start + length, file.length);
      switch (type) {
        case "tEXt", "zTXt", "iTXt" -> text(type, file, start, end);
        case "eXIf" -> exif.add(Arrays.copyOfRange(file, start, end));
        case "caBX" -> manifests.add(Arrays.copyOfRange(file, start, end));
        default -> {}
      }
      at = end + 4;
    }
  }

  private void text(String type, byte[] file, int start, int end) {
    if (texts.size() >= MOST_TEXTS) {
      return;
    }
    int keywordEnd = zero(file, start, end);
    String keyword = latin(file, start, Math.min(keywordEnd, start + 80));
    int at = keywordEnd + 1;
    boolean compressed = type.equals("zTXt");
    if (type.equals("iTXt") && at + 2 <= end) {
      compressed = file[at] == 1;
      at = zero(file, zero(file, at + 2, end) + 1, end); // language, translated keyword
    }
    at += compressed && type.equals("zTXt") ? 1 : type.equals("iTXt") ? 1 : 0;
    byte[] value = at >= end ? new byte[0] : Arrays.copyOfRange(file, at, end);
    if (compressed) {
      value = inflate(value);
    }
    if (keyword.equals(XMP_KEYWORD)) {
      xmp.add(value);
    }
    texts.add(
        new Text(
            keyword,
            new String(value, 0, Math.min(value.length, LONGEST_TEXT), StandardCharsets.UTF_8)));
  }

  private void jpeg(byte[] file) {
    // A manifest store may be cut over several APP11 segments, by box instance (ISO 19566-5, D.2).
    Map<Integer, ByteArrayOutputStream> cut = new TreeMap<>();
    int at = 2;
    while (at + 4 <= file.length) {
      if ((file[at] & 0xff) != 0xff) {
        break;
      }
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0xda || marker == 0xd9) {
        break;
      }
      int start = at + 4;
      int end = (int) Math.min(at + 2 + big(file, at + 2, 2), file.length);
      if (end < start) {
        break;
      }
      if (marker == 0xe1 && is(file, start, end, "Exif\0\0")) {
        exif.add(Arrays.copyOfRange(file, start + 6, end));
      } else if (marker == 0xe1 && is(file, start, end, XMP_HEAD)) {
        xmp.add(Arrays.copyOfRange(file, start + XMP_HEAD.length(), end));
      } else if (marker == 0xfe) {
        texts.add(
            new Text("comment", new String(file, start, end - start, StandardCharsets.UTF_8)));
      } else if (marker == 0xeb && is(file, start, end, "JP") && end - start > 16) {
        int instance = (int) big(file, start + 2, 2);
        boolean isFirst = !cut.containsKey(instance);
        // Each segment after the first repeats the length and type of the box.
        int from = isFirst ? start + 8 : start + 16;
        cut.computeIfAbsent(instance, i -> new ByteArrayOutputStream())
            .write(file, from, end - from);
      }
      at = end;
    }
    for (ByteArrayOutputStream store : cut.values()) {
      manifests.add(store.toByteArray());
    }
  }

  private void riff(byte[] file) {
    int at = 12;
    while (at + 8 <= file.length) {
      String type = latin(file, at, at + 4);
      long length = little(file, at + 4, 4);
      int start = at + 8;
      int end = (int) Math.min(start + length, file.length);
      switch (type) {
        case "XMP " -> xmp.add(Arrays.copyOfRange(file, start, end));
        case "EXIF" -> {
          int head = is(file, start, end, "Exif\0\0") ? 6 : 0;
          exif.add(Arrays.copyOfRange(file, start + head, end));
        }
        case "C2PA" -> manifests.add(Arrays.copyOfRange(file, start, end));
        default -> {}
      }
      at = (int) Math.min(file.length, start + length + (length & 1));
    }
  }

  /** Boxes of ISO/IEC 14496-12; a manifest store stands in a uuid box (C2PA 2.1, A.4). */
  private void boxes(byte[] file) {
    int at = 0;
    while (at + 8 <= file.length) {
      long length = big(file, at, 4);
      int start = at + 8;
      if (length == 1 && at + 16 <= file.length) {
        length = big(file, at + 12, 4);
        start = at + 16;
      }
      int end = length == 0 ? file.length : (int) Math.min(at + length, file.length);
      if (end <= start) {
        break;
      }
      if (is(file, at + 4, end, "uuid")) {
        int jumbf = indexOf(file, "jumb", start, end);
        if (jumbf >= start + 4) {
          manifests.add(Arrays.copyOfRange(file, jumbf - 4, end));
        }
      }
      at = end;
    }
    packets(file);
  }

  /** XMP packets by their header (XMP specification, part 1, section 7.3), in any container. */
  private void packets(byte[] file) {
    int at = indexOf(file, "<x:xmpmeta", 0, file.length);
    while (at >= 0 && xmp.size() < 16) {
      int end = indexOf(file, "</x:xmpmeta>", at, file.length);
      end = end < 0 ? file.length : end;
      xmp.add(Arrays.copyOfRange(file, at, end));
      at = indexOf(file, "<x:xmpmeta", end, file.length);
    }
  }

  /** As far as the room for all compressed texts of a file goes. */
  private byte[] inflate(byte[] bytes) {
    int most = LONGEST_TEXT - inflated;
    if (most <= 0) {
      return new byte[0];
    }
    work.charge(INFLATER);
    Inflater inflater = new Inflater();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[Math.min(8192, most)];
    try {
      inflater.setInput(bytes);
      while (out.size() < most) {
        int n = inflater.inflate(buffer);
        if (n == 0) {
          break;
        }
        work.allocate(2L * n);
        out.write(buffer, 0, n);
      }
    } catch (DataFormatException e) {
      return out.toByteArray(); // as far as it went
    } finally {
      inflated += out.size();
      inflater.end();
    }
    return out.toByteArray();
  }

  private static int zero(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] != 0) {
      at++;
    }
    return Math.min(at, end);
  }

  static boolean is(byte[] bytes, int at, int end, String wanted) {
    if (at < 0 || end - at < wanted.length()) {
      return false;
    }
    for (int i = 0; i < wanted.length(); i++) {
      if ((bytes[at + i] & 0xff) != wanted.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static int indexOf(byte[] bytes, String wanted, int from, int end) {
    for (int i = from; i + wanted.length() <= end; i++) {
      if ((bytes[i] & 0xff) == wanted.charAt(0) && is(bytes, i, end, wanted)) {
        return i;
      }
    }
    return -1;
  }

  static String latin(byte[] bytes, int start, int end) {
    return new String(bytes, start, Math.max(0, end - start), StandardCharsets.ISO_8859_1);
  }

  static long big(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }
}
