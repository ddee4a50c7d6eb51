package dev.flowguard.agent.weave;

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
   * Runs it, and waits.
   *
   * @param millis the longest to wait; 0 does not even start the thread, and only warms up
   */
  void run(long millis) throws InterruptedException {
    Thread thread = new Thread(null, this::weave, "flowguard-weaver", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    if (millis > 0) {
      thread.start();
      if (!end.await(millis, TimeUnit.MILLISECONDS)) {
        failure = new IllegalStateException("not woven within " + millis + " ms");
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
