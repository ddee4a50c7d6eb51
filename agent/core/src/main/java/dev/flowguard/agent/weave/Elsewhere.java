package dev.flowguard.agent.weave;

import dev.flowguard.agent.thread.GuardThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Weaves one class on a thread of its own, with a stack of its own. */
final class Elsewhere {
  private final Supplier<byte @Nullable []> weaving;
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile byte @Nullable [] woven;
  private volatile @Nullable Throwable failure;

  Elsewhere(Supplier<byte @Nullable []> weaving) {
    this.weaving = weaving;
  }

  /**
   * Runs it, and waits, also where the calling thread is interrupted: it is loading a class.
   *
   * @param millis the longest to wait; 0 does not even start the thread, and only warms up
   */
  void run(long millis) {
    Thread thread =
        new GuardThread("flowguard-weaver") {
          @Override
          public void run() {
            weave();
          }
        };
    if (millis > 0) {
      thread.start();
      if (!isEndedWithin(millis)) {
        failure = new IllegalStateException("not woven within " + millis + " ms");
      }
    }
  }

  private boolean isEndedWithin(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return end.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void weave() {
    try {
      woven = weaving.get();
    } catch (Throwable e) {
      failure = e;
    } finally {
      end.countDown();
    }
  }

  /**
   * The woven class file, or null if nothing was to be woven.
   *
   * @throws IllegalStateException if it could not be woven there either
   */
  byte @Nullable [] woven() {
    Throwable why = failure;
    if (why != null) {
      throw new IllegalStateException("could not be woven on a thread of its own either", why);
    }
    return woven;
  }
}
