package dev.flowguard.agent.spi;

import dev.flowguard.agent.thread.GuardThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when time is over. One daemon thread, {@code flowguard-timer}, looks every {@value
 * #TICK_MILLIS} ms while anything is waited for, and sleeps otherwise. It runs none of the tasks
 * itself: it hands them to an executor.
 *
 * <p>Beginning and ending one costs the same however many there are. Thread-safe.
 */
public final class Deadlines {
  /** The most that a task is late, on a machine with time to spare, in milliseconds. */
  static final int TICK_MILLIS = 100;

  /** Ticks without anything to wait for, after which the thread sleeps: ten seconds. */
  private static final int IDLE_TICKS = 10_000 / TICK_MILLIS;

  private final Executor tasks;
  private final Object tick = new Object();
  private volatile List<Span> spans = List.of();
  private volatile boolean isAsleep;

  /**
   * Starts the thread. One that a request started would hold on to that request's class loaders.
   *
   * @param tasks runs what is due; must never run it on the calling thread
   */
  public Deadlines(Executor tasks) {
    this.tasks = tasks;
    new GuardThread("flowguard-timer") {
      @Override
      public void run() {
        lookForEver();
      }
    }.start();
  }

  /** Deadlines of one length. */
  public synchronized Span of(long millis) {
    Span span = new Span(TimeUnit.MILLISECONDS.toNanos(millis));
    List<Span> more = new ArrayList<>(spans);
    more.add(span);
    spans = List.copyOf(more);
    return span;
  }

  private void lookForEver() {
    int idle = 0;
    while (true) {
      try {
        boolean isAny = false;
        for (Span span : spans) {
          isAny |= span.look(System.nanoTime());
        }
        idle = isAny ? 0 : idle + 1;
        sleep(idle >= IDLE_TICKS);
      } catch (Throwable e) {
        idle = 0; // memory is short: the next tick tries again
      }
    }
  }

  private void sleep(boolean isIdle) {
    try {
      synchronized (tick) {
        isAsleep = isIdle;
        // Whoever begins one now sees that this thread sleeps, or is seen here.
        if (isIdle && isEmpty()) {
          tick.wait();
        } else {
          tick.wait(TICK_MILLIS);
        }
        isAsleep = false;
      }
    } catch (InterruptedException e) {
      // nobody has a reason to interrupt this thread
    }
  }

  private boolean isEmpty() {
    for (Span span : spans) {
      if (!span.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void wake() {
    if (isAsleep) {
      synchronized (tick) {
        tick.notifyAll();
      }
    }
  }

  /** Deadlines of one length: the first to begin is the first to be due. */
  public final class Span {
    private final long nanos;
    private @Nullable Deadline first;
    private @Nullable Deadline last;

    private Span(long nanos) {
      this.nanos = nanos;
    }

    /**
     * Begins one.
     *
     * @param whenOver run once by the executor when the time is over, unless it was ended before
     */
    public Deadline begin(Runnable whenOver) {
      Deadline deadline = new Deadline(this, System.nanoTime() + nanos, whenOver);
      synchronized (this) {
        deadline.previous = last;
        if (last == null) {
          first = deadline;
        } else {
          last.next = deadline;
        }
        last = deadline;
      }
      wake();
      return deadline;
    }

    private synchronized boolean isEmpty() {
      return first == null;
    }

    /** Hands over what is due; true if more is waited for. */
    private boolean look(long now) {
      while (true) {
        Runnable due;
        Deadline next;
        synchronized (this) {
          next = first;
          if (next == null || now - next.at < 0) {
            return next != null;
          }
          due = take(next);
        }
        if (due != null) {
          handOver(next, due);
        }
      }
    }

    private void handOver(Deadline deadline, Runnable due) {
      try {
        tasks.execute(due);
      } catch (RuntimeException | Error e) {
        putBack(deadline, due); // memory is short: the next tick tries again
        throw e;
      }
    }

    private synchronized void putBack(Deadline deadline, Runnable due) {
      deadline.task = due;
      deadline.next = first;
      if (first == null) {
        last = deadline;
      } else {
        first.previous = deadline;
      }
      first = deadline;
    }

    private synchronized @Nullable Runnable take(Deadline deadline) {
      Runnable task = deadline.task;
      if (task == null) {
        return null;
      }
      deadline.task = null;
      Deadline previous = deadline.previous;
      Deadline next = deadline.next;
      if (previous == null) {
        first = next;
      } else {
        previous.next = next;
      }
      if (next == null) {
        last = previous;
      } else {
        next.previous = previous;
      }
      deadline.previous = null;
      deadline.next = null;
      return task;
    }
  }

  /** One that has begun. */
  public static final class Deadline {
    private final Span span;
    private final long at;
    private @Nullable Runnable task;
    private @Nullable Deadline previous;
    private @Nullable Deadline next;

    private Deadline(Span span, long at, Runnable task) {
      this.span = span;
      this.at = at;
      this.task = task;
    }

    /** Ends it, so that nothing is run when the time is over. Does nothing a second time. */
    public void end() {
      span.take(this);
    }

    /** True once the time is over, whether or not it was ended before. */
    public boolean isOver() {
      return System.nanoTime() - at >= 0;
    }
  }
}
