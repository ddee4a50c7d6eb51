package dev.flowguard.agent.guard;

import dev.flowguard.agent.thread.GuardThread;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that complete what asynchronous callers wait for, and so run whatever the application
 * does then, for as long as that takes. A task never runs on the thread that hands it over, and
 * waits for another task only where there can be no further thread.
 *
 * <p>Beyond {@value #MOST} threads, or where the system gives no more, tasks wait in a queue, which
 * {@link #waiting} and {@link #stuckMillis} show. Each task is one call that the application has
 * begun, which bounds the queue. An idle thread ends after ten seconds; one always stays. Daemons,
 * without a context class loader.
 */
final class AnswerThreads implements Executor {
  /** The most threads. */
  static final int MOST = 1_000;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final int most;
  private final Consumer<Throwable> fault;
  private final Object lock = new Object();

  /** Without memory for one more, an array-based queue would appear to be empty. */
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  // Guarded by the lock, as are all changes of the queue.
  private int tasks;

  /** When a thread took the last one, or the first came; by {@link System#nanoTime}. */
  private long lastTaken;

  private int threads;
  private int idle;

  /**
   * Starts the thread that stays: one that a request started would hold on to that request's class
   * loaders.
   *
   * @param fault takes what a task throws; futures keep what their own callbacks throw
   */
  AnswerThreads(int most, Consumer<Throwable> fault) {
    this.most = most;
    this.fault = fault;
    threads = 1;
    start();
  }

  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      waiting.add(task);
      if (tasks == 0) {
        lastTaken = System.nanoTime();
      }
      tasks++;
      if (tasks <= idle) {
        lock.notifyAll();
        return;
      }
      if (threads >= most) {
        return;
      }
      threads++;
    }
    try {
      start();
    } catch (Throwable e) {
      // The system gives no more: one of the others takes the task.
      synchronized (lock) {
        threads--;
      }
    }
  }

  /** Tasks that no thread has taken yet. */
  int waiting() {
    synchronized (lock) {
      return tasks;
    }
  }

  /** For how long no thread has taken one of them, in milliseconds; 0 if there is none. */
  long stuckMillis() {
    synchronized (lock) {
      return tasks == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastTaken);
    }
  }

  private void start() {
    new GuardThread("flowguard-answer") {
      @Override
      public void run() {
        work();
      }
    }.start();
  }

  private void work() {
    boolean isNeeded = true;
    while (isNeeded) {
      try {
        isNeeded = workOnce();
      } catch (Throwable e) {
        // Without this thread a caller would wait for ever: it goes on, whatever failed.
      }
    }
  }

  private boolean workOnce() {
    Runnable task = next();
    if (task == null) {
      return false;
    }
    try {
      task.run();
    } catch (Throwable e) {
      fault.accept(e);
    }
    Thread.interrupted(); // set by the application: the next task must not see it
    return true;
  }

  /** The next task; null once this thread has been idle for long enough. */
  private @Nullable Runnable next() {
    long until = System.nanoTime() + IDLE_NANOS;
    synchronized (lock) {
      idle++;
      try {
        while (tasks == 0) {
          long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
          if (left <= 0 && threads > 1) {
            threads--;
            return null;
          }
          try {
            lock.wait(Math.max(left, 0));
          } catch (InterruptedException e) {
            // nobody has a reason to interrupt an idle thread
          }
        }
        tasks--;
        lastTaken = System.nanoTime();
        return waiting.remove();
      } finally {
        idle--;
      }
    }
  }
}
