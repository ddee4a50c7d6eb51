package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * Bodies that are on their way, by the object of a library that each passes: a stream, a decoder, a
 * connection. Thread-safe; a look-up takes no lock while nothing is captured.
 */
public final class OpenBodies {
  private final WeakIdentityMap<Object, Tap> open = new WeakIdentityMap<>(Tap::end);

  /** A body begins that passes this object; of one that no source captures nothing is kept. */
  public void begin(Object passed, @Nullable Tap tap) {
    if (tap == null) {
      end(passed);
      return;
    }
    Tap before = open.put(passed, tap);
    if (before != null) {
      before.end();
    }
  }

  /** The tap of the body that passes this object; null if no source captures it. */
  public @Nullable Tap of(Object passed) {
    return open.get(passed);
  }

  /** Takes the tap out, for a body that goes on by another object; null if there is none. */
  public @Nullable Tap take(Object passed) {
    return open.remove(passed);
  }

  /** Nothing more of a body will pass. */
  public void end(Object passed) {
    Tap tap = open.remove(passed);
    if (tap != null) {
      tap.end();
    }
  }

  /** After {@code read()} or {@code read(byte[], int, int)} of a stream, by its arguments. */
  public void read(
      Object stream, @Nullable Object to, @Nullable Object offset, @Nullable Object returned) {
    Tap tap = of(stream);
    if (tap == null || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      end(stream);
    } else {
      StreamCalls.read(tap, to, offset, read);
    }
  }

  /** At the start of {@code write(int)} or {@code write(byte[], int, int)} of a stream. */
  public void write(
      Object stream, @Nullable Object a, @Nullable Object offset, @Nullable Object count) {
    Tap tap = of(stream);
    if (tap != null) {
      StreamCalls.write(tap, a, offset, count);
    }
  }
}
