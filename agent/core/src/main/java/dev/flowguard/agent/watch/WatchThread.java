package dev.flowguard.agent.watch;

import dev.flowguard.agent.thread.GuardThread;
import dev.flowguard.agent.thread.Look;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A daemon thread that takes its looks in turn, again and again. A look that throws does not keep
 * the others from theirs; one that does not come back is noticed by the {@link Supervisor}.
 */
public final class WatchThread {
  private static final long EVERY_MILLIS = 1_000;

  private final String name;
  private final List<Look> looks;
  private final BiConsumer<String, Throwable> failed;
  private final Semaphore wake = new Semaphore(0);
  private volatile long lookedNanos = System.nanoTime();
  private volatile long lookedMillis = System.currentTimeMillis();
  private volatile Thread thread = new Thread();

  /**
   * @param name of the thread
   * @param failed takes the name and what a look has thrown
   */
  public WatchThread(String name, List<Look> looks, BiConsumer<String, Throwable> failed) {
    this.name = name;
    this.looks = List.copyOf(looks);
    this.failed = failed;
  }

  /** Starts the thread, or another one if the last has ended. */
  public void start() {
    Thread next =
        new GuardThread(name) {
          @Override
          public void run() {
            lookForEver();
          }
        };
    thread = next;
    next.start();
  }

  /** Has it look now rather than within a second. */
  public void wake() {
    wake.release();
  }

  private void lookForEver() {
    while (true) {
      pause();
      for (Look look : looks) {
        try {
          look.look();
        } catch (Throwable e) {
          failed.accept(name, e);
        }
      }
      lookedNanos = System.nanoTime();
      lookedMillis = System.currentTimeMillis();
    }
  }

  /** Waits a second, also before the first look: the JVM may still be before {@code main}. */
  private void pause() {
    try {
      if (wake.tryAcquire(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt this thread.
    }
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** For how many milliseconds it has not finished a round. */
  long millisSince() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lookedNanos);
  }

  /** When it last finished a round. */
  public Instant lookedAt() {
    return Instant.ofEpochMilli(lookedMillis);
  }
}
