package dev.flowguard.rules.payload;

import org.jspecify.annotations.Nullable;

/** Kinds of files by their magic bytes. */
public enum FileKind {
  PNG(true),
  JPEG(true),
  GIF(true),
  WEBP(true),
  HEIF(true),
  /** JPEG XL and JPEG 2000 in their containers. */
  JPEG_XL_OR_2000(true),
  PSD(true),
  TIFF(true),
  BMP(true),
  /** A medical picture. */
  DICOM(true),
  PDF(false),
  /** Word, Excel and PowerPoint before 2007, among others. */
  OLE2(false),
  RTF(false),
  /** Any ZIP, office documents included. */
  ZIP(false),
  /** Sound or moving pictures. */
  MEDIA(false),
  /** Archives and compressed files that nothing here opens: 7z, RAR, xz, bzip2. */
  ARCHIVE(false);

  private final boolean isImage;

  FileKind(boolean isImage) {
    this.isImage = isImage;
  }

  public boolean isImage() {
    return isImage;
  }

  /**
   * True for documents that have parts of their own: tables, styles and fonts in them are the same
   * in files that have nothing in common.
   */
  public boolean hasParts() {
    return this == PDF || this == ZIP || this == OLE2 || this == RTF;
  }

  /** The kind of a file that begins with these bytes, or null. */
  public static @Nullable FileKind of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /** The kind of a file of which an array holds this many bytes, or null. */
  static @Nullable FileKind of(byte[] b, int length) {
    if (length < 8) {
      return null;
    }
    if (is(b, length, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (is(b, length, 0, "\u00ff\u00d8\u00ff") && isFirstSegment(b[3] & 0xff, b[4])) {
      return JPEG;
    }
    if (is(b, length, 0, "GIF87a") || is(b, length, 0, "GIF89a")) {
      return GIF;
    }
    if (is(b, length, 0, "RIFF") && is(b, length, 8, "WEBP")) {
      return WEBP;
    }
    if (is(b, length, 4, "ftyp")
        && (is(b, length, 8, "heic")
            || is(b, length, 8, "heix")
            || is(b, length, 8, "mif1")
            || is(b, length, 8, "msf1")
            || is(b, length, 8, "avif")
            || is(b, length, 8, "avis"))) {
      return HEIF;
    }
    if (is(b, length, 0, "II*\0") || is(b, length, 0, "MM\0*")) {
      return TIFF;
    }
    // Two letters are not enough for a bitmap: the reserved bytes must be zero too.
    if (is(b, length, 0, "BM") && length > 14 && is(b, length, 6, "\0\0\0\0")) {
      return BMP;
    }
    if (is(b, length, 0, "\0\0\0\fJXL \r\n") || is(b, length, 0, "\0\0\0\fjP  \r\n")) {
      return JPEG_XL_OR_2000;
    }
    if (is(b, length, 0, "8BPS\0\u0001") || is(b, length, 0, "8BPS\0\u0002")) {
      return PSD;
    }
    if (is(b, length, 0, "%PDF-")) {
      return PDF;
    }
    if (is(b, length, 0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
      return OLE2;
    }
    if (is(b, length, 0, "{\\rtf")) {
      return RTF;
    }
    if (is(b, length, 0, "PK\u0003\u0004")) {
      return ZIP;
    }
    if (is(b, length, 128, "DICM")) {
      return DICOM;
    }
    if (is(b, length, 4, "ftyp")
        || is(b, length, 0, "OggS")
        || is(b, length, 0, "fLaC")
        || is(b, length, 0, "ID3")
        || is(b, length, 0, "RIFF") && (is(b, length, 8, "WAVE") || is(b, length, 8, "AVI "))
        || is(b, length, 0, "\u001a\u0045\u00df\u00a3")) {
      return MEDIA;
    }
    if (is(b, length, 0, "7z\u00bc\u00af\u0027\u001c")
        || is(b, length, 0, "Rar!\u001a\u0007")
        || is(b, length, 0, "\u00fd7zXZ\0")
        || is(b, length, 0, "BZh") && is(b, length, 4, "1AY&")) {
      return ARCHIVE;
    }
    return null;
  }

  /**
   * The marker of an application segment, a comment, a table or a frame (ISO/IEC 10918-1, B.1), and
   * a length below 32 KiB.
   */
  private static boolean isFirstSegment(int marker, byte length) {
    boolean isTableOrFrame = marker >= 0xc0 && marker <= 0xc4 || marker == 0xdb || marker == 0xdd;
    return (isTableOrFrame || marker >= 0xe0 && marker <= 0xef || marker == 0xfe) && length >= 0;
  }

  private static boolean is(byte[] bytes, int length, int at, String magic) {
    return length - at >= magic.length() && Bytes.is(bytes, at, magic);
  }
}
