package dev.flowguard.rules.provenance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Captures that were handed over and are not done yet, in order. Thread-safe: whoever needs them
 * done does them, and waits for those that another thread is doing.
 */
final class Backlog {
  private final Queue<Work> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final long mostBytes;

  private record Work(Runnable task, long bytes) {}

  /**
   * @param mostBytes that values which wait may hold together
   */
  Backlog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Hands a capture over; one that finds no room is done at once, by the caller. */
  void add(long size, Runnable task) {
    if (bytes.addAndGet(size) > mostBytes) {
      bytes.addAndGet(-size);
      drain();
      task.run();
      return;
    }
    waiting.incrementAndGet();
    queue.add(new Work(task, size));
  }

  /** Does all that was handed over before this call. */
  void drain() {
    if (waiting.get() == 0) {
      return;
    }
    synchronized (this) {
      for (Work next = queue.poll(); next != null; next = queue.poll()) {
        try {
          next.task().run();
        } finally {
          bytes.addAndGet(-next.bytes());
          waiting.decrementAndGet();
        }
      }
    }
  }
}
