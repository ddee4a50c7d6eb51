package dev.flowguard.rules.provenance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Captures that were handed over and are not done yet, in order. Thread-safe: whoever needs them
 * done does them, one by one in turn with others who do.
 */
final class Backlog {
  private final Queue<Task> queue = new ConcurrentLinkedQueue<>();

  /** Fair, so that nobody waits for more than one value of each other thread. */
  private final ReentrantLock working = new ReentrantLock(true);

  private final AtomicLong added = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong doneBytes = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final long mostBytes;

  private record Task(Runnable work, long bytes) {}

  /**
   * @param mostBytes that values which wait may hold together
   */
  Backlog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Hands a capture over; one that finds no room is done at once, by the caller. */
  void add(long size, Runnable work) {
    if (bytes.addAndGet(size) > mostBytes) {
      bytes.addAndGet(-size);
      work.run();
      return;
    }
    queue.add(new Task(work, size));
    added.incrementAndGet();
  }

  /** True if something waits or is being done. */
  boolean isWaiting() {
    return done.get() < added.get();
  }

  /**
   * Does, or waits for others to do, what was handed over before this call.
   *
   * @param most bytes of values after which it gives up
   * @return false if it gave up
   */
  boolean drain(long most) {
    long upTo = added.get();
    long before = doneBytes.get();
    while (done.get() < upTo) {
      if (doneBytes.get() - before >= most) {
        return false;
      }
      working.lock();
      try {
        Task next = done.get() < upTo ? queue.poll() : null;
        if (next != null) {
          run(next);
        }
      } finally {
        working.unlock();
      }
    }
    return true;
  }

  /** An error in one value is no reason to fail whoever works on it: it is counted. */
  private void run(Task task) {
    try {
      task.work().run();
    } catch (RuntimeException | Error e) {
      failed.incrementAndGet();
    } finally {
      bytes.addAndGet(-task.bytes());
      doneBytes.addAndGet(task.bytes());
      done.incrementAndGet();
    }
  }

  /** Values that are not known because of an error. */
  long failed() {
    return failed.get();
  }
}
