package dev.flowguard.agent.spi;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body in memory, with the steps in which the caller wrote it, so that they can be replayed: for
 * HTTP/1.1 the chunk sizes depend on them.
 *
 * <p>For one thread at a time; {@link #isStalled} for any. Memory is returned only by {@link
 * #release}: every path of a gate must call it.
 */
public final class HeldBody {
  /** The most bytes that one body may hold: 16 MiB. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int FLUSH = -1;
  private static final int CLOSE = -2;
  private static final int FIRST_PAGE = 1024;
  private static final int LARGEST_PAGE = 1 << 20;
  private static final byte[] NOTHING = new byte[0];

  /** Steps for which there is room at first. */
  private static final int FEW_STEPS = 8;

  /** Bytes that the record of one step takes. */
  private static final int STEP_BYTES = 4;

  private final BodyBudget budget;
  private final Deadlines.Span time;

  /** The bytes, in parts that are never copied to grow. */
  private final List<byte[]> pages = new ArrayList<>(1);

  private int length;

  /** Bytes of all pages. */
  private int room;

  /** The page that takes the next byte, and how many it has taken. */
  private int page;

  private int inPage;

  /** As the client has said; -1 where it has not. */
  private final int expected;

  private int[] steps = new int[FEW_STEPS];
  private int stepCount;
  private long taken;
  private int limit = MAX_BYTES;
  private volatile Deadlines.@Nullable Deadline deadline;

  /**
   * A recorder. Where the length is known, memory is taken once, with the first write, and the
   * judgement needs no copy. A body of another length is held all the same.
   *
   * @param budget that all held bodies share
   * @param time how long a body may take to be whole
   * @param contentLength in bytes, as the client has said; negative if it is not known
   */
  public HeldBody(BodyBudget budget, Deadlines.Span time, long contentLength) {
    this.budget = budget;
    this.time = time;
    this.expected = contentLength <= MAX_BYTES ? (int) Math.max(-1, contentLength) : -1;
  }

  /**
   * Begins the time within which the body must be whole ({@code hold.seconds}): when its head would
   * leave, or has left. Ended by {@link #whole} and {@link #release}; has no effect once begun.
   *
   * @param stalled run once by a thread of the guard if the body is not whole by then; may still
   *     come a moment after {@link #whole} or {@link #release}
   */
  public void expectWhole(Runnable stalled) {
    if (deadline == null) {
      deadline = time.begin(stalled);
    }
  }

  /** All of the body is here: there is nothing more to wait for. */
  public void whole() {
    Deadlines.Deadline begun = deadline;
    if (begun != null) {
      begun.end();
    }
  }

  /** Begins the time for a body whose every write is looked at by {@link #write}. */
  public void expectWhole() {
    expectWhole(() -> {});
  }

  /**
   * Lifts the limit of time, for a body that cannot be written twice and so must be held on. It is
   * not stalled any more.
   */
  public void stopClock() {
    whole();
    deadline = null;
  }

  /** True if the body was not whole in time, also when it is whole now. */
  public boolean isStalled() {
    Deadlines.Deadline begun = deadline;
    return begun != null && begun.isOver();
  }

  /** Bytes that are not in an array. */
  @FunctionalInterface
  public interface Source {
    /** Reads at least one byte and up to so many, and returns how many it has read. */
    int read(byte[] to, int offset, int count) throws IOException;
  }

  /** Where the steps go when they are replayed. */
  public interface Steps {
    void write(byte[] bytes, int offset, int length) throws IOException;

    void flush() throws IOException;

    void close() throws IOException;
  }

  /**
   * Records one write. Returns null, or why the bytes were not taken: {@link Reason#TOO_LARGE}
   * above {@link #MAX_BYTES}, {@link Reason#MEMORY} above the budget of all held bodies, {@link
   * Reason#STALLED} when the time is over.
   */
  public @Nullable Reason write(byte[] from, int offset, int count) {
    Reason refused = reserve(count);
    if (refused != null) {
      return refused;
    }
    int left = count;
    while (left > 0) {
      int part = Math.min(left, free());
      System.arraycopy(from, offset + count - left, pages.get(page), inPage, part);
      filled(part);
      left -= part;
    }
    step(count);
    return null;
  }

  /**
   * Records one write, as {@link #write(byte[], int, int)} does, of bytes that are read straight
   * into the memory of this body.
   *
   * @param count of bytes that the source has
   * @throws IOException of the source
   */
  public @Nullable Reason write(Source from, int count) throws IOException {
    Reason refused = reserve(count);
    if (refused != null) {
      return refused;
    }
    int left = count;
    try {
      while (left > 0) {
        int most = Math.min(left, free());
        int read = from.read(pages.get(page), inPage, most);
        if (read <= 0) {
          throw new EOFException("the source of a body has ended before its end");
        }
        filled(read);
        left -= read;
      }
    } finally {
      step(count - left);
    }
    return null;
  }

  /** Records one write of what is between position and limit, and moves neither. */
  public @Nullable Reason write(ByteBuffer from) {
    ByteBuffer view = from.duplicate();
    try {
      return write(
          (to, offset, count) -> {
            view.get(to, offset, count);
            return count;
          },
          view.remaining());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing above throws it
    }
  }

  /** A view of the last write, of so many bytes; null where it is not in one piece. */
  public @Nullable ByteBuffer last(int count) {
    if (count == 0) {
      return ByteBuffer.allocate(0);
    }
    return inPage < count ? null : ByteBuffer.wrap(pages.get(page), inPage - count, count);
  }

  /** Makes room for a write; or why it cannot be taken. */
  private @Nullable Reason reserve(int count) {
    if (isStalled()) {
      return Reason.STALLED;
    }
    if (count > limit - length) {
      return Reason.TOO_LARGE;
    }
    return ensure(count) && ensureSteps() ? null : Reason.MEMORY;
  }

  /** Room in the page that takes the next byte, which there is. */
  private int free() {
    if (inPage == pages.get(page).length) {
      page++;
      inPage = 0;
    }
    return pages.get(page).length - inPage;
  }

  private void filled(int count) {
    inPage += count;
    length += count;
  }

  /** Records a flush; one right after another changes nothing and is not kept. */
  public void flush() {
    stepOnce(FLUSH);
  }

  /** Records a close, under the same conditions. */
  public void close() {
    stepOnce(CLOSE);
  }

  /**
   * Lifts the limit for one body, for a body that cannot be written twice and so must be held on
   * although it is too large to be judged; the common budget still holds.
   */
  public void liftLimit() {
    limit = Integer.MAX_VALUE - 8;
  }

  /** Bytes held so far. */
  public int length() {
    return length;
  }

  /**
   * All bytes, for the judgement: the very array that is replayed. Nothing is written into it any
   * more, and nobody may change it.
   */
  public byte[] bytes() {
    if (length == 0) {
      return NOTHING;
    }
    if (pages.size() > 1 || room > length) {
      join();
    }
    return pages.get(0);
  }

  private void join() {
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] each : pages) {
      int count = Math.min(each.length, length - at);
      System.arraycopy(each, 0, all, at, count);
      at += count;
    }
    pages.clear();
    pages.add(all);
    page = 0;
    inPage = length;
    budget.giveBack(room - length);
    taken -= room - length;
    room = length;
  }

  /** Does the recorded steps again, in order. May be called more than once. */
  public void replay(Steps to) throws IOException {
    byte[] bytes = bytes();
    int at = 0;
    for (int i = 0; i < stepCount; i++) {
      int step = steps[i];
      if (step == FLUSH) {
        to.flush();
      } else if (step == CLOSE) {
        to.close();
      } else {
        to.write(bytes, at, step);
        at += step;
      }
    }
  }

  /** The same into a stream. */
  public void replay(OutputStream to) throws IOException {
    replay(
        new Steps() {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 1) {
              to.write(bytes[offset]);
            } else {
              to.write(bytes, offset, length);
            }
          }

          @Override
          public void flush() throws IOException {
            to.flush();
          }

          @Override
          public void close() throws IOException {
            to.close();
          }
        });
  }

  /** Gives the memory back; the body is empty afterwards. */
  public void release() {
    stopClock();
    budget.giveBack(taken);
    taken = 0;
    pages.clear();
    length = 0;
    room = 0;
    page = 0;
    inPage = 0;
    if (steps.length > FEW_STEPS) {
      steps = new int[FEW_STEPS];
    }
    stepCount = 0;
  }

  private boolean ensure(int count) {
    int needed = count - (room - length);
    if (needed <= 0) {
      return true;
    }
    int wanted = Math.max(FIRST_PAGE, Math.min(room, LARGEST_PAGE)); // twice as much, up to a bound
    if (room == 0 && expected >= count) {
      wanted = expected;
    }
    int size = Math.max(needed, Math.min(wanted, limit - room));
    if (!budget.take(size)) {
      size = needed;
      if (!budget.take(size)) {
        return false;
      }
    }
    try {
      pages.add(new byte[size]);
    } catch (OutOfMemoryError e) {
      budget.giveBack(size);
      return false;
    }
    taken += size;
    room += size;
    return true;
  }

  /** Makes room for a write, a flush and a close: steps of a byte each take more than the bytes. */
  private boolean ensureSteps() {
    if (stepCount + 3 <= steps.length) {
      return true;
    }
    int more = steps.length;
    if (!budget.take((long) more * STEP_BYTES)) {
      return false;
    }
    try {
      steps = Arrays.copyOf(steps, steps.length + more);
    } catch (OutOfMemoryError e) {
      budget.giveBack((long) more * STEP_BYTES);
      return false;
    }
    taken += (long) more * STEP_BYTES;
    return true;
  }

  private void stepOnce(int step) {
    if (stepCount == 0 || steps[stepCount - 1] != step) {
      if (stepCount == steps.length) {
        steps = Arrays.copyOf(steps, stepCount * 2);
      }
      step(step);
    }
  }

  private void step(int step) {
    steps[stepCount++] = step;
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "HeldBody[" + length + " bytes in " + stepCount + " steps]";
  }
}
