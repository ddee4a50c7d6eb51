package dev.flowguard.agent.guard;

import dev.flowguard.agent.status.Console;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The judgements that are being made, so that one that takes long is seen. Nothing is decided by
 * it. Thread-safe; entering allocates nothing.
 */
final class RunningJudgements {
  /** Judgements that are watched at the same time; more are not. */
  private static final int PLACES = 256;

  /** Places that are tried before a judgement goes on unwatched. */
  private static final int TRIES = 8;

  private static final int NOWHERE = -1;
  private static final int FRAMES_SHOWN = 12;

  /** From which on a judgement is reported. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicReferenceArray<@Nullable Thread> threads = new AtomicReferenceArray<>(PLACES);
  private final AtomicLongArray since = new AtomicLongArray(PLACES);

  /** Starts of judgements that were reported, each once. */
  private final long[] reported = new long[PLACES];

  /** Notes that the calling thread begins a judgement; the place goes to {@link #leave}. */
  int enter() {
    Thread thread = Thread.currentThread();
    int first = (int) thread.getId();
    for (int i = 0; i < TRIES; i++) {
      int place = first + i & PLACES - 1;
      if (threads.get(place) == null && threads.compareAndSet(place, null, thread)) {
        since.set(place, System.nanoTime());
        return place;
      }
    }
    return NOWHERE;
  }

  void leave(int place) {
    if (place != NOWHERE) {
      since.set(place, 0);
      threads.set(place, null);
    }
  }

  /** Reports each judgement once that has taken ten seconds. For the watch's thread. */
  void look() {
    look(System.nanoTime());
  }

  /** The same, as if it were this time of {@link System#nanoTime}. */
  void look(long now) {
    for (int place = 0; place < PLACES; place++) {
      long start = since.get(place);
      Thread thread = threads.get(place);
      if (thread != null
          && start != 0
          && now - start > LONG_NANOS
          && reported[place] != start
          && since.get(place) == start) {
        reported[place] = start;
        Console.print(sentence(thread, now - start));
      }
    }
  }

  /** Classes, methods and lines only: none of them is content. */
  private static String sentence(Thread thread, long nanos) {
    StringBuilder out = new StringBuilder("flowguard: a judgement has been running for ");
    out.append(TimeUnit.NANOSECONDS.toSeconds(nanos)).append(" s. Please report this:");
    StackTraceElement[] trace = thread.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES_SHOWN, trace.length); i++) {
      StackTraceElement frame = trace[i];
      out.append(i == 0 ? " " : " < ")
          .append(frame.getClassName())
          .append('.')
          .append(frame.getMethodName())
          .append(':')
          .append(frame.getLineNumber());
    }
    return out.toString();
  }
}
