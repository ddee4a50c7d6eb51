package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;

/** A part of an array of ASCII, seen as a text. Used again for the next part; for one thread. */
public final class Slice implements CharSequence {
  private byte[] bytes = new byte[0];
  private int from;
  private int length;

  /** This, showing another part now. */
  public Slice of(byte[] all, int start, int end) {
    bytes = all;
    from = start;
    length = end - start;
    return this;
  }

  /** Keeps nothing of what it has seen. */
  public void clear() {
    bytes = new byte[0];
    length = 0;
  }

  /** The array that this shows a part of. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the part begins. */
  public int from() {
    return from;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return (char) bytes[from + index];
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Slice().of(bytes, from + start, from + end);
  }

  /** The text: content, so never printed. */
  @Override
  public String toString() {
    return new String(bytes, from, length, StandardCharsets.US_ASCII);
  }
}
