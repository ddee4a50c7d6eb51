package dev.flowguard.agent.tap;

import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.capture.SectionReader;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.ProtectedContent.Value;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a body after more than a tap may hold. It is captured in sections: by a thread that
 * has time once a section is full, and by whoever judges as far as it has come. Of the body, no
 * more than the sections that wait is kept.
 *
 * <p>Where a body comes faster than it is captured, sections in the middle of a file are left out.
 * All others wait, up to a bound. Whoever adds never waits for a capture.
 */
final class LongBody implements OpenBody {
  private static final int SECTION = SectionReader.SECTION;

  /** Bytes that it holds at least: what is being filled, and the section that is read. */
  static final long LEAST_BYTES = 2L * SECTION;

  /**
   * Sections that wait before those in the middle of a file are left out: whoever judges waits for
   * them.
   */
  private static final int MOST_OF_FILES = 1;

  /** Sections that wait at all. */
  private static final int MOST_WAITING = 8;

  /** Bytes that a judgement may have to capture of one body. */
  static final long MOST_UNREAD = BodyTap.MOST_BYTES + (MOST_WAITING + 1L) * SECTION;

  /** What is kept of what is left out, so that no delimiter is cut. */
  private static final int TAIL = 256;

  /**
   * Bytes up to which what is new is captured provisionally, and again when there is more: a body
   * that comes slowly would be captured in many small pieces.
   */
  private static final int MOST_PROVISIONAL = 64 << 10;

  /** As many as a capture has that waits in the backlog. */
  private static final int MOST_ATTEMPTS = 10;

  private static final byte[] NOTHING = {};

  private final OpenTaps taps;
  private final BodyTap start;
  private final SectionReader reader;
  private final String name;

  // Guarded by this.
  private final Queue<Filled> waiting = new ArrayDeque<>();
  private byte[] filling = new byte[SECTION];
  private int length;
  private boolean isAfterGap;
  private boolean isOfFile = true;
  private volatile boolean isEnding;

  private volatile long arrived;

  /** Bytes that are known, at least. */
  private volatile long known;

  private volatile boolean isOver;

  /** Fair: who judges waits for one section that another thread captures, and not for more. */
  private final ReentrantLock capturing = new ReentrantLock(true);

  // Guarded by the lock.
  private @Nullable SourceValues values;
  private volatile boolean isStartRead;
  private int attempts;

  /** Bytes that were read or left out. */
  private long passed;

  private int round;

  /** True if the provisional document is replaced by what is captured next. */
  private boolean isSuperseded;

  /**
   * Bytes that wait.
   *
   * @param isAfterGap true if some before them were left out
   * @param isOfFile true if these were in the middle of a file
   * @param end of them in the body
   */
  private record Filled(byte[] bytes, int length, boolean isAfterGap, boolean isOfFile, long end) {}

  /** Values whose capture has ended with an error, such as one of memory. */
  private record Again(List<Value> read, List<String> replaced) implements ProtectedContent.Unread {
    @Override
    public void over() {}
  }

  /**
   * @param start holds the first bytes of the body
   * @param number of the body among all
   */
  LongBody(OpenTaps taps, BodyTap start, long number) {
    this.taps = taps;
    this.start = start;
    this.name = "\0long " + number;
    this.reader = new SectionReader(start.type(), start.encoding(), start.held(), this::capture);
    this.arrived = start.held().length;
  }

  /** Takes what is between position and limit. */
  void add(ByteBuffer more) {
    boolean isFilled = false;
    synchronized (this) {
      while (more.hasRemaining() && !isEnding) {
        if (length == filling.length) {
          isFilled |= handOver();
        }
        int count = Math.min(more.remaining(), filling.length - length);
        more.get(filling, length, count);
        length += count;
        arrived += count;
      }
    }
    if (isFilled) {
      taps.content().arrivingHasGrown();
    }
  }

  /** Lets a full section wait; false if it is left out. */
  private boolean handOver() {
    boolean isFile = waiting.size() >= MOST_OF_FILES && reader.mayDrop(filling);
    if (!isFile && waiting.size() < MOST_WAITING && taps.budget().take(SECTION)) {
      byte[] next;
      try {
        next = new byte[SECTION];
      } catch (OutOfMemoryError e) {
        taps.budget().giveBack(SECTION);
        throw e;
      }
      waiting.add(filled(filling));
      filling = next;
      return true;
    }
    isOfFile &= isFile || reader.mayDrop(filling);
    isAfterGap = true;
    System.arraycopy(filling, length - TAIL, filling, 0, TAIL);
    length = TAIL;
    return false;
  }

  private Filled filled(byte[] bytes) {
    Filled filled = new Filled(bytes, length, isAfterGap, isOfFile, arrived);
    length = 0;
    isAfterGap = false;
    isOfFile = true;
    return filled;
  }

  /** Nothing more comes. */
  void end() {
    synchronized (this) {
      isEnding = true;
    }
    taps.content().arrivingHasGrown();
  }

  @Override
  public boolean isWaiting() {
    return arrived > known || isEnding && !isOver;
  }

  @Override
  public synchronized long unread() {
    long sections = (waiting.size() + 1L) * SECTION;
    return isStartRead ? sections : sections + BodyTap.MOST_BYTES;
  }

  @Override
  public void captureSoFar() {
    capturing.lock();
    try {
      long upTo = arrived; // more may come as fast as it is captured
      while (passed < upTo && captureNext(true)) {
        // one more
      }
      captureRest();
    } finally {
      capturing.unlock();
    }
  }

  /** Captures the sections that are full, and others once it ends. */
  @Override
  public void shrink() {
    boolean isMore;
    do {
      capturing.lock();
      try {
        isMore = captureNext(false);
        if (!isMore && isEnding) {
          captureRest();
        }
      } finally {
        capturing.unlock();
      }
    } while (isMore);
  }

  /** Captures what came first of what is not; false if there is nothing. */
  private boolean captureNext(boolean isAskedForAll) {
    if (isOver) {
      return false;
    }
    if (!isStartRead) {
      captureStart();
      return true;
    }
    Filled next = next(isAskedForAll);
    if (next != null) {
      read(next);
    }
    return next != null;
  }

  /** What waits longest; once nothing does, what has come of a section if all is asked for. */
  private synchronized @Nullable Filled next(boolean isAskedForAll) {
    Filled next = waiting.poll();
    if (next != null) {
      taps.budget().giveBack(SECTION);
      return next;
    }
    boolean isRest = length > 0 && (isAskedForAll || isEnding);
    return isRest ? filled(Arrays.copyOf(filling, length)) : null;
  }

  private synchronized boolean isAtEnd() {
    return isEnding && waiting.isEmpty() && length == 0;
  }

  /** What the tap holds: as a whole, unless an encoding is to be taken off. */
  private void captureStart() {
    byte[] held = start.stopReading();
    try {
      if (reader.isEncoded()) {
        reader.add(held, held.length);
        taps.content().captureNow(List.of(), start.replaced());
      } else {
        BodyReader first = BodyReader.open(held, start.type(), null);
        taps.content().captureNow(values(first).take(first), start.replaced());
        reader.startBehind(held);
      }
    } catch (RuntimeException | Error e) {
      if (e instanceof Error && ++attempts < MOST_ATTEMPTS) {
        throw e;
      }
      taps.lost(e);
    }
    isStartRead = true;
    passed(held.length);
    start.values().partly();
    start.over();
  }

  private void read(Filled next) {
    try {
      if (next.isAfterGap) {
        reader.skip(next.isOfFile);
      }
      reader.add(next.bytes, next.length);
    } catch (RuntimeException | Error e) {
      taps.lost(e);
    }
    passed(next.end);
  }

  private void passed(long end) {
    passed = end;
    known = reader.unread() > 0 ? end - 1 : end;
  }

  /** Captures what has come of a section that is not full. */
  private void captureRest() {
    boolean isLast = isAtEnd();
    if (isOver || passed == known && !isLast) {
      return;
    }
    if (isLast || reader.unread() > MOST_PROVISIONAL) {
      reader.complete();
    } else {
      captureProvisionally();
    }
    known = passed;
    if (isLast) {
      isOver = true;
      reader.close();
      synchronized (this) {
        filling = NOTHING;
      }
      taps.budget().giveBack(LEAST_BYTES);
      taps.ended(this);
    }
  }

  private void captureProvisionally() {
    String before = provisional();
    round++;
    BodyReader read = reader.unfinished();
    List<Value> all = values(read).takeProvisional(provisional(), read);
    taps.content().captureNow(all, isSuperseded ? List.of(before) : List.of());
    isSuperseded = true;
  }

  /** The name of the provisional document. */
  private String provisional() {
    return name + (round % 2 == 0 ? " a" : " b");
  }

  /** Captures a section that is full. */
  private void capture(BodyReader section) {
    List<Value> all = values(section).take(section);
    List<String> replaced = isSuperseded ? List.of(provisional()) : List.of();
    isSuperseded = false;
    try {
      taps.content().captureNow(all, replaced);
    } catch (Error e) {
      taps.content().captureLater(SECTION, new Again(all, replaced));
    }
  }

  private SourceValues values(BodyReader first) {
    SourceValues present = values;
    if (present == null) {
      present = start.values().ofSections(first, name);
      values = present;
    }
    return present;
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "LongBody[" + arrived + " bytes]";
  }
}
