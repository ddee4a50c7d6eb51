package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.FileKind;

/**
 * The size that a picture says it has: of PNG, GIF, BMP, WebP, JPEG, TIFF, HEIF, AVIF and PSD,
 * without decoding it. Of a file with several pictures, the largest width and height among them.
 *
 * @param width in pixels; 0 where unknown
 * @param height in pixels; 0 where unknown
 */
record ImageSize(int width, int height) {
  private static final ImageSize UNKNOWN = new ImageSize(0, 0);

  /** Pictures of a TIFF file, and what is said of one. */
  private static final int MOST_PAGES = 16;

  private static final int MOST_ENTRIES = 128;

  /** Tags of TIFF 6.0, and of its supplement 1 for pictures within a picture. */
  private static final int TIFF_WIDTH = 256;

  private static final int TIFF_HEIGHT = 257;
  private static final int TIFF_INNER = 330;

  /** Segments before the frame of a JPEG file. */
  private static final int MOST_SEGMENTS = 64;

  /** By the header of the file. */
  static ImageSize of(byte[] bytes, FileKind kind) {
    return switch (kind) {
      case PNG -> big(bytes, 16, 20, 4);
      case GIF -> little(bytes, 6, 8, 2, 0xffff, 0);
      case BMP -> little(bytes, 18, 22, 4, 0x7fffffff, 0);
      case WEBP -> ofWebp(bytes);
      case JPEG -> ofJpeg(bytes);
      case TIFF -> ofTiff(bytes);
      case HEIF -> ofHeif(bytes);
      case PSD -> big(bytes, 18, 14, 4);
      default -> UNKNOWN;
    };
  }

  /** By the chunk that is first (RFC 9649, sections 2.5 to 2.7). */
  private static ImageSize ofWebp(byte[] bytes) {
    if (bytes.length < 30 || bytes[12] != 'V' || bytes[13] != 'P' || bytes[14] != '8') {
      return UNKNOWN;
    }
    if (bytes[15] == 'X') {
      return little(bytes, 24, 27, 3, 0xffffff, 1);
    }
    if (bytes[15] == 'L') {
      int bits = (int) number(bytes, 21, 4, false);
      return new ImageSize((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
    return bytes[15] == ' ' ? little(bytes, 26, 28, 2, 0x3fff, 0) : UNKNOWN;
  }

  /** By the first header of a frame (ISO/IEC 10918-1, B.2.2). */
  private static ImageSize ofJpeg(byte[] bytes) {
    int at = 2;
    for (int i = 0; i < MOST_SEGMENTS && at + 9 < bytes.length; i++) {
      int marker = bytes[at + 1] & 0xff;
      if ((bytes[at] & 0xff) != 0xff) {
        return UNKNOWN;
      }
      boolean isFrame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (isFrame) {
        return big(bytes, at + 7, at + 5, 2);
      }
      at += 2 + (int) number(bytes, at + 2, 2, true);
    }
    return UNKNOWN;
  }

  /** By all its directories (TIFF 6.0, section 2); unknown where one has pictures within it. */
  private static ImageSize ofTiff(byte[] bytes) {
    boolean isBig = bytes[0] == 'M';
    long width = 0;
    long height = 0;
    long at = number(bytes, 4, 4, isBig);
    for (int page = 0; at > 0; page++) {
      if (page == MOST_PAGES || at > bytes.length - 2) {
        return UNKNOWN;
      }
      int count = (int) number(bytes, (int) at, 2, isBig);
      if (count > MOST_ENTRIES) {
        return UNKNOWN;
      }
      int entry = (int) at + 2;
      for (int i = 0; i < count; i++, entry += 12) {
        long tag = number(bytes, entry, 2, isBig);
        boolean isShort = number(bytes, entry + 2, 2, isBig) == 3;
        long value = number(bytes, entry + 8, isShort ? 2 : 4, isBig);
        width = tag == TIFF_WIDTH ? Math.max(width, value) : width;
        height = tag == TIFF_HEIGHT ? Math.max(height, value) : height;
        if (tag == TIFF_INNER) {
          return UNKNOWN;
        }
      }
      at = number(bytes, entry, 4, isBig);
    }
    return of(width, height);
  }

  /** By its boxes for the extents of pictures, wherever they are (ISO/IEC 23008-12, 6.5.3). */
  private static ImageSize ofHeif(byte[] bytes) {
    long width = 0;
    long height = 0;
    for (int i = 4; i + 16 <= bytes.length; i++) {
      if (bytes[i] == 'i' && bytes[i + 1] == 's' && bytes[i + 2] == 'p' && bytes[i + 3] == 'e') {
        width = Math.max(width, number(bytes, i + 8, 4, true));
        height = Math.max(height, number(bytes, i + 12, 4, true));
      }
    }
    return of(width, height);
  }

  private static ImageSize big(byte[] bytes, int width, int height, int count) {
    return of(number(bytes, width, count, true), number(bytes, height, count, true));
  }

  private static ImageSize little(
      byte[] bytes, int width, int height, int count, int mask, int more) {
    return of(
        (number(bytes, width, count, false) & mask) + more,
        (number(bytes, height, count, false) & mask) + more);
  }

  private static ImageSize of(long width, long height) {
    boolean isSize = width > 0 && height > 0 && width < 1 << 30 && height < 1 << 30;
    return isSize ? new ImageSize((int) width, (int) height) : UNKNOWN;
  }

  /** Zero where the bytes end before. */
  private static long number(byte[] bytes, int at, int count, boolean isBig) {
    if (at + count > bytes.length) {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < count; i++) {
      number = number << 8 | bytes[isBig ? at + i : at + count - 1 - i] & 0xff;
    }
    return number;
  }
}
