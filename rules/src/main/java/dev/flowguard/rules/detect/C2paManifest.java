package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads {@code digitalSourceType} out of a C2PA manifest store: JUMBF boxes (ISO 19566-5), in them
 * assertions as CBOR (RFC 8949) or JSON. That a picture has such a store says nothing: cameras and
 * editors write it too.
 */
final class C2paManifest {
  private static final int MOST_BOXES = 10_000;

  /** Bytes of reading a box, beside what is in it. */
  private static final int BOX = 64;

  private static final int MOST_DEPTH = 32;
  private static final int MOST_ITEMS = 200_000;

  private C2paManifest() {}

  /** True if some assertion says that a trained model made the picture or a part of it. */
  static boolean saysGenerated(byte[] store, Work work) {
    Deque<int[]> ranges = new ArrayDeque<>();
    ranges.push(new int[] {0, store.length, 0});
    int boxes = 0;
    while (!ranges.isEmpty()) {
      int[] range = ranges.pop();
      int at = range[0];
      while (at + 8 <= range[1] && boxes++ < MOST_BOXES) {
        work.allocate(BOX);
        long length = ImageSegments.big(store, at, 4);
        int start = at + 8;
        if (length == 1 && at + 16 <= range[1]) {
          length = ImageSegments.big(store, at + 12, 4);
          start = at + 16;
        }
        int end = length == 0 ? range[1] : (int) Math.min(at + length, range[1]);
        if (end <= start) {
          break;
        }
        String type = ImageSegments.latin(store, at + 4, at + 8);
        if (type.equals("jumb") && range[2] < MOST_DEPTH) {
          ranges.push(new int[] {start, end, range[2] + 1});
          at = end;
          continue;
        }
        work.allocate(2L * (end - start));
        if (type.equals("cbor") && new Cbor(store, start, end).saysGenerated()
            || type.equals("json")
                && jsonSaysGenerated(
                    new String(store, start, end - start, StandardCharsets.UTF_8))) {
          return true;
        }
        at = end;
      }
    }
    return false;
  }

  /** The member's value; a small look rather than a parse, for the type is a plain string. */
  private static boolean jsonSaysGenerated(String json) {
    int at = json.indexOf("\"digitalSourceType\"");
    while (at >= 0) {
      int colon = json.indexOf(':', at);
      int open = json.indexOf('"', Math.max(colon, at + 19));
      int close = open < 0 ? -1 : json.indexOf('"', open + 1);
      if (colon < 0 || close < 0) {
        return false;
      }
      if (DigitalSourceType.isGenerated(json.substring(open + 1, close))) {
        return true;
      }
      at = json.indexOf("\"digitalSourceType\"", close);
    }
    return false;
  }

  /** Walks over CBOR items in the order in which they stand; nesting needs no stack for this. */
  private static final class Cbor {
    private final byte[] bytes;
    private final int end;
    private int at;

    Cbor(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.at = start;
      this.end = end;
    }

    /** True if a text that follows the key is such a type. */
    boolean saysGenerated() {
      boolean isValue = false;
      for (int items = 0; at < end && items < MOST_ITEMS; items++) {
        int initial = bytes[at++] & 0xff;
        int major = initial >> 5;
        int info = initial & 31;
        long argument = argument(info);
        if (argument < 0) {
          return false;
        }
        if (major == 2 || major == 3) {
          if (info == 31) {
            continue; // chunks follow, each an item of its own
          }
          int stop = (int) Math.min(end, at + argument);
          if (major == 3) {
            String text = new String(bytes, at, stop - at, StandardCharsets.UTF_8);
            if (isValue && DigitalSourceType.isGenerated(text)) {
              return true;
            }
            isValue = text.equals("digitalSourceType");
          }
          at = stop;
        }
      }
      return false;
    }

    /** The argument of an item's head; -1 if the head is cut short or none. */
    private long argument(int info) {
      if (info < 24 || info == 31) {
        return info == 31 ? 0 : info;
      }
      int count = info == 24 ? 1 : info == 25 ? 2 : info == 26 ? 4 : info == 27 ? 8 : -1;
      if (count < 0 || at + count > end) {
        return -1;
      }
      long value =
          count == 8 ? ImageSegments.big(bytes, at + 4, 4) : ImageSegments.big(bytes, at, count);
      at += count;
      return value;
    }
  }
}
