package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many stopped calls, whose callbacks take their time while everything else goes on. Runs in the
 * forked JVM.
 */
final class SlowCallbacks {
  /** Starts a call and runs the task once when it has failed. */
  interface Call {
    void start(Runnable failed) throws Exception;
  }

  private static final List<String> FORBIDDEN =
      List.of("flowguard-journal", "flowguard-timer", "flowguard-watch", "DelayScheduler");

  private SlowCallbacks() {}

  /**
   * Fails unless all callbacks run at a time, none of them on a thread that others depend on, and
   * timers of the application and one more call go on beside them.
   */
  static void run(int count, Call call) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try {
      CountDownLatch running = new CountDownLatch(count);
      Set<String> threads = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < count; i++) {
        call.start(
            () -> {
              threads.add(Thread.currentThread().getName());
              running.countDown();
              await(end);
            });
      }
      if (!running.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            running.getCount() + " of " + count + " callbacks wait for others, on " + threads);
      }
      timersGoOn();
      CountDownLatch next = new CountDownLatch(1);
      call.start(next::countDown);
      if (!next.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the next call waits for callbacks of others");
      }
      List<String> wrong = new ArrayList<>(threads);
      wrong.removeIf(name -> FORBIDDEN.stream().noneMatch(name::contains));
      if (!wrong.isEmpty() || threads.contains(Thread.currentThread().getName())) {
        throw new IllegalStateException("callbacks run on " + threads);
      }
    } finally {
      end.countDown();
    }
  }

  private static void timersGoOn() throws Exception {
    try {
      new CompletableFuture<String>()
          .orTimeout(200, TimeUnit.MILLISECONDS)
          .get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return;
    } catch (TimeoutException e) {
      throw new IllegalStateException("the JDK's timer is held up by callbacks", e);
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
