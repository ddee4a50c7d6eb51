package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the program in the forked JVM writes what follows the first piece of a streamed body: in
 * one piece at once, unless {@link Driver} was asked for a slow source.
 */
final class Pace {
  /** Before each piece of a slow source. */
  static final int PAUSE_MILLIS = 300;

  private static final Pace AT_ONCE = new Pace(1, "");

  /** Beyond any pause of a busy machine; what is awaited longer does not come. */
  private static final long AWAITED_NANOS = 10_000_000_000L;

  private static volatile Pace current = AT_ONCE;

  private final int pieces;
  private final String awaited;

  private Pace(int pieces, String awaited) {
    this.pieces = pieces;
    this.awaited = awaited;
  }

  /**
   * A slow source, for all bodies that begin from now on.
   *
   * @param pieces after the first, each behind a pause
   * @param awaited a file that appears once the server has the first piece: the last one is not
   *     written before; empty for a source that waits for nothing
   */
  static void slow(int pieces, String awaited) {
    current = new Pace(pieces, awaited);
  }

  static void atOnce() {
    current = AT_ONCE;
  }

  /** Of a body that begins now. */
  static Pace current() {
    return current;
  }

  /** Writes what follows the first piece, on the calling thread, which may wait. */
  void write(Sender.Request request, Sender.Pieces to) throws IOException {
    for (int i = 0; i < pieces; i++) {
      to.write(next(request, i), i == pieces - 1);
    }
  }

  /** What follows the first piece; whoever reads it waits. */
  InputStream stream(Sender.Request request) {
    return new SequenceInputStream(
        new Enumeration<>() {
          private int at;

          @Override
          public boolean hasMoreElements() {
            return at < pieces;
          }

          @Override
          public InputStream nextElement() {
            return new ByteArrayInputStream(next(request, at++));
          }
        });
  }

  private byte[] next(Sender.Request request, int index) {
    if (this != AT_ONCE) {
      pause(index == pieces - 1);
    }
    byte[] body = request.body();
    int length = body.length - request.split();
    int begin = request.split() + length * index / pieces;
    int end = request.split() + length * (index + 1) / pieces;
    return Arrays.copyOfRange(body, begin, end);
  }

  private void pause(boolean isLast) {
    LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
    long until = System.nanoTime() + AWAITED_NANOS;
    while (isLast
        && !awaited.isEmpty()
        && !new File(awaited).exists()
        && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(10_000_000);
    }
  }
}
