package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/** What calls of input and output streams hand to a tap, by their arguments. */
public final class StreamCalls {
  private StreamCalls() {}

  /**
   * After {@code read()} or {@code read(byte[], int, int)}.
   *
   * @param read what it returns, not negative
   */
  public static void read(Tap tap, @Nullable Object to, @Nullable Object offset, Integer read) {
    if (to instanceof byte[] bytes && offset instanceof Integer start) {
      tap.add(bytes, start, read);
    } else {
      tap.add(new byte[] {read.byteValue()}, 0, 1);
    }
  }

  /** At the start of {@code write(int)} or {@code write(byte[], int, int)}. */
  public static void write(
      Tap tap, @Nullable Object a, @Nullable Object offset, @Nullable Object count) {
    if (a instanceof byte[] bytes
        && offset instanceof Integer start
        && count instanceof Integer length) {
      tap.add(bytes, start, length);
    } else if (a instanceof Integer one) {
      tap.add(new byte[] {one.byteValue()}, 0, 1);
    }
  }
}
