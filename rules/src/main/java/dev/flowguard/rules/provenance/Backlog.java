package dev.flowguard.rules.provenance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Captures that were handed over and are not done yet, in order. Thread-safe: whoever needs them
 * done does them, one by one in turn with others who do.
 *
 * <p>A capture that ends with an {@link Error}, such as one of memory, is tried again, for {@value
 * #MOST_ROUNDS} rounds at most; after that it is lost, and counted. One that ends with an exception
 * would do so again: it is lost at once.
 */
final class Backlog {
  /** As many as there are seconds for which memory may be short. */
  static final int MOST_ROUNDS = 10;

  private static final long NEVER = -1;

  private final Queue<Task> queue = new ConcurrentLinkedQueue<>();

  /** Fair, so that nobody waits for more than one value of each other thread. */
  private final ReentrantLock working = new ReentrantLock(true);

  /**
   * Given out before a task is put into the queue. So what was in the queue when a number was read,
   * and all that is before it there, has no larger one.
   */
  private final AtomicLong numbers = new AtomicLong();

  private final AtomicLong doneBytes = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final long mostBytes;
  private volatile long round;

  /** True while something that is no longer in the queue is being done. */
  private volatile boolean isDoing;

  /** What failed and is tried again, the last to fail first: changed by who works only. */
  private volatile @Nullable Task postponed;

  private volatile @Nullable Class<?> lastError;

  /** One capture; what changes is guarded by the lock of who works. */
  private static final class Task {
    private final Runnable work;
    private final @Nullable Runnable over;
    private final long bytes;
    private long number;
    private long failedInRound = NEVER;
    private @Nullable Task next;

    Task(Runnable work, @Nullable Runnable over, long bytes) {
      this.work = work;
      this.over = over;
      this.bytes = bytes;
    }
  }

  /**
   * @param mostBytes that values which wait may hold together
   */
  Backlog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Hands a capture over.
   *
   * @param size of its value in bytes
   * @return false if there is no room for it
   */
  boolean add(long size, Runnable work) {
    return add(size, work, null);
  }

  /**
   * Hands a capture over.
   *
   * @param size of its value in bytes
   * @param over called once it is done or lost, by whoever works; may be null
   * @return false if there is no room for it
   */
  boolean add(long size, Runnable work, @Nullable Runnable over) {
    Task task = new Task(work, over, size);
    if (bytes.addAndGet(size) > mostBytes) {
      bytes.addAndGet(-size);
      return false;
    }
    try {
      add(task);
    } catch (OutOfMemoryError e) {
      bytes.addAndGet(-size); // nothing was added
      throw e;
    }
    return true;
  }

  private void add(Task task) {
    task.number = numbers.incrementAndGet();
    queue.add(task);
  }

  /** True if something waits or is being done; what is tried again later does not count. */
  boolean isWaiting() {
    return !queue.isEmpty() || isDoing;
  }

  /** True if something failed and is to be tried again: it is not known yet. */
  boolean hasPostponed() {
    return postponed != null;
  }

  /** Begins another round; only one thread does. */
  void nextRound() {
    round = round + 1;
  }

  /** Puts what failed into the queue again. */
  void retry() {
    if (postponed == null) {
      return;
    }
    working.lock();
    try {
      for (Task task = postponed; task != null; task = postponed) {
        add(task);
        postponed = task.next;
        task.next = null;
      }
    } finally {
      working.unlock();
    }
  }

  /**
   * Does, or waits for others to do, what was handed over before this call.
   *
   * @param most bytes of values after which it gives up
   * @return false if it gave up
   */
  boolean drain(long most) {
    long upTo = numbers.get();
    long before = doneBytes.get();
    while (isWaiting()) {
      if (doneBytes.get() - before >= most) {
        return false;
      }
      working.lock(); // which waits for what is being done
      try {
        Task next = queue.peek();
        if (next == null || next.number > upTo) {
          return true;
        }
        isDoing = true; // before it leaves the queue: it never seems to be done
        queue.remove();
        run(next);
      } finally {
        isDoing = false;
        working.unlock();
      }
    }
    return true;
  }

  /** An error in one value is no reason to fail whoever works on it. */
  private void run(Task task) {
    boolean isOver = true;
    try {
      task.work.run();
    } catch (RuntimeException e) {
      lose(e);
    } catch (Error e) {
      task.failedInRound = task.failedInRound == NEVER ? round : task.failedInRound;
      isOver = round - task.failedInRound >= MOST_ROUNDS;
      if (isOver) {
        lose(e);
      } else {
        task.next = postponed; // needs no memory
        postponed = task;
      }
    } finally {
      if (isOver) {
        bytes.addAndGet(-task.bytes);
        if (task.over != null) {
          task.over.run();
        }
      }
      doneBytes.addAndGet(task.bytes);
    }
  }

  /** Counts a capture that is given up, or could not even be handed over. */
  void lose(Throwable error) {
    lastError = error.getClass();
    lost.incrementAndGet();
  }

  /** Values that are not known because of an error. */
  long lost() {
    return lost.get();
  }

  /** The class of the error that came last, or null. */
  @Nullable Class<?> lastError() {
    return lastError;
  }
}
