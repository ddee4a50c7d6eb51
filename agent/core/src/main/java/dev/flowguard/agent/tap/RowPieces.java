package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.RowStream;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A value that the application reads as a stream. Text is captured with each piece that comes, with
 * a little of what was before it, so that it is known when the application has it; what comes
 * character by character is collected first. Bytes are captured at the end. At most 16 Mi
 * characters or bytes of one value.
 */
final class RowPieces implements RowStream {
  private static final int MOST = 16 << 20;

  /** Characters of a growing text that are captured again: a run and more. */
  private static final int OVERLAP = 128;

  /** Characters that are collected of pieces that are shorter than this. */
  private static final int FEWEST = 64;

  private final DeclaredRows rows;
  private final List<RowPlan.Use> uses;
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int fresh;
  private int taken;
  private boolean isEnded;

  RowPieces(DeclaredRows rows, List<RowPlan.Use> uses) {
    this.rows = rows;
    this.uses = uses;
  }

  @Override
  public void add(char[] from, int offset, int length) {
    int room = Math.min(length, MOST - taken);
    if (isEnded || room <= 0) {
      return;
    }
    text.append(from, offset, room);
    fresh += room;
    taken += room;
    if (fresh >= FEWEST) {
      captureText();
    }
  }

  @Override
  public void add(byte[] from, int offset, int length) {
    int room = Math.min(length, MOST - taken);
    if (!isEnded && room > 0) {
      bytes.write(from, offset, room);
      taken += room;
    }
  }

  @Override
  public void flush() {
    if (fresh > 0) {
      captureText();
    }
  }

  @Override
  public void end() {
    if (isEnded) {
      return;
    }
    flush();
    isEnded = true;
    if (bytes.size() > 0) {
      capture(bytes.toByteArray());
      bytes.reset();
    }
  }

  private void captureText() {
    capture(text.toString());
    fresh = 0;
    if (text.length() > OVERLAP) {
      text.delete(0, text.length() - OVERLAP);
    }
  }

  private void capture(Object value) {
    for (RowPlan.Use use : uses) {
      rows.capture(use.source(), value, null, null);
    }
  }
}
