package dev.flowguard.rules.payload;

import dev.flowguard.rules.payload.Bytes.Meaning;

/**
 * Base32 (RFC 4648, section 6), in capitals or small letters, with or without padding, broken into
 * lines or not, in a run of at least {@value #SHORTEST_RUN} symbols.
 */
final class Base32Decoder implements Decoder {
  private static final int SHORTEST_RUN = 32;

  /** Decoded bytes without a recognisable form count from this length. */
  private static final int SHORTEST_OPAQUE = 48;

  /** Different symbols that such bytes give at least. */
  private static final int FEWEST_SYMBOLS = 20;

  private static final int SHORTEST_LINE = 16;

  /** Bytes of a reading of a run, beside its symbols. */
  private static final int TRY = 256;

  private static final Signs SIGNS = Signs.base32(SHORTEST_RUN);

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.length() < SHORTEST_RUN) {
      return false;
    }
    to.work().charge(text.length());
    int start = 0;
    while (start < text.length()) {
      if (value(text.charAt(start)) < 0) {
        start++;
        continue;
      }
      int end = runEnd(text, start);
      if (end - start >= SHORTEST_RUN) {
        openRun(part, text, start, end, to);
      }
      start = end;
    }
    return false;
  }

  /** Where a run ends; a line break after a line of some length is a part of it. */
  private static int runEnd(String text, int start) {
    int line = start;
    int at = start;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (value(c) < 0) {
        if (c != '\n' && c != '\r' || at - line < SHORTEST_LINE && at != line) {
          break;
        }
        line = at + 1;
      }
    }
    return at;
  }

  private static void openRun(Part part, String text, int start, int end, Unfolding to) {
    to.work().allocate(TRY + 3L * (end - start));
    byte[] bytes = new byte[(end - start) * 5 / 8 + 1];
    int size = 0;
    int held = 0;
    int bits = 0;
    int symbols = 0;
    int seen = 0;
    for (int at = start; at < end; at++) {
      int value = value(text.charAt(at));
      if (value < 0) {
        continue;
      }
      symbols++;
      seen |= 1 << value;
      held = held << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[size++] = (byte) (held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    if (symbols < SHORTEST_RUN) {
      return;
    }
    byte[] found = java.util.Arrays.copyOf(bytes, size);
    if ((Bytes.meaning(found) != Meaning.NONE
            || size >= SHORTEST_OPAQUE && Integer.bitCount(seen) >= FEWEST_SYMBOLS)
        && to.decoded(size)) {
      to.add(part.inner("base32", found));
    }
  }

  private static int value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
  }
}
