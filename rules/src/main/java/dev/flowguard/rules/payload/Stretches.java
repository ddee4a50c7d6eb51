package dev.flowguard.rules.payload;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The stretches of a long text around the places where it has a layer. Pages and scripts have a few
 * places that look like an escape of every kind; what a decoder makes of them is nearly the same
 * text again, and so is what the others make of that, in every order. What is far from such places
 * is in the text itself, which is looked at anyway.
 */
final class Stretches {
  /** Shorter texts are read as a whole. */
  private static final int SHORTEST = 2 << 10;

  /** Characters on each side of a place; longer than any run that is worth finding. */
  private static final int AROUND = 192;

  /** Characters on each side by which a place is known again. */
  private static final int NEAR = 8;

  /** Characters by which a stretch is longer, so as not to end in a word. */
  private static final int LONGEST_WORD = 32;

  /** What opens JSON or a form may be among the first characters. */
  private static final int BEGINNING = 2;

  /**
   * Is in place of what is left out: it ends every run and word, and neither begins a line nor ends
   * a number.
   */
  static final String JOINT = "_)_";

  /**
   * Layers that a text may have side by side. They are taken off in this order; a place in another
   * order counts only where the layer before it has brought it to light.
   */
  private static final List<String> ORDER =
      List.of("quoted-printable", "percent", "escapes", "markup");

  /** Is taken off after all others of these decoders, so it needs not know its places again. */
  private static final String LAST = "escapes";

  private Stretches() {}

  /**
   * The stretches of a text; the text itself if it is short, if they are most of it, or if its
   * first characters are among the places, which may make JSON or a form of it.
   *
   * @param layer that the decoder opens
   * @param next the first place at or behind a position, or -1
   */
  static String of(Part part, String text, String layer, IntUnaryOperator next, Unfolding to) {
    if (text.length() < SHORTEST) {
      return text;
    }
    to.work().charge(4L * text.length());
    int first = next.applyAsInt(0);
    if (first < 0 || isBeginning(text, first)) {
      return text;
    }
    boolean isOutOfOrder = ORDER.indexOf(part.layers().last()) > ORDER.indexOf(layer);
    boolean isKnownAgain = !layer.equals(LAST);
    int[] ends = new int[32];
    int count = 0;
    int all = 0;
    int end = 0;
    for (int place = first; place >= 0; ) {
      int start = place;
      int last = place;
      while (place >= 0 && place - last <= NEAR) {
        last = place;
        place = next.applyAsInt(last + 1);
      }
      boolean isNew = !isKnownAgain || to.isNewPlace(part, layer, text, start - NEAR, last + NEAR);
      if (isNew || !isOutOfOrder) {
        int from = Math.max(end, wordStart(text, start - AROUND));
        if (count > 0 && from == end) {
          count--; // goes on with the stretch before
        } else {
          ends = count + 2 > ends.length ? Arrays.copyOf(ends, 2 * count) : ends;
          ends[count++] = from;
        }
        end = Math.max(end, wordEnd(text, last + AROUND));
        all += end - from;
        ends[count++] = end;
      }
    }
    return all > text.length() / 4 * 3 ? text : cut(text, ends, count, to);
  }

  /** These stretches of a text, each with its beginning and end. */
  private static String cut(String text, int[] ends, int count, Unfolding to) {
    if (count == 0) {
      return "";
    }
    StringBuilder out = to.scratch(1);
    for (int i = 0; i < count; i += 2) {
      out.append(JOINT).append(text, ends[i], ends[i + 1]);
    }
    to.work().allocate(2L * out.length());
    return out.append(JOINT).toString();
  }

  /** A word that is cut could be another one. */
  private static int wordStart(String text, int at) {
    int start = Math.max(0, at);
    while (start > 0 && at - start < LONGEST_WORD && text.charAt(start - 1) > ' ') {
      start--;
    }
    return start;
  }

  private static int wordEnd(String text, int at) {
    int end = Math.min(text.length(), at);
    while (end < text.length() && end - at < LONGEST_WORD && text.charAt(end) > ' ') {
      end++;
    }
    return end;
  }

  private static boolean isBeginning(String text, int place) {
    int seen = 0;
    for (int i = 0; i < place; i++) {
      seen += text.charAt(i) > ' ' ? 1 : 0;
      if (seen == BEGINNING) {
        return false;
      }
    }
    return true;
  }
}
