package dev.flowguard.agent.gates.apache5async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that ask callers for bodies which come late; none where there are none. */
final class Workers {
  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(
          2,
          2,
          5,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "flowguard-apache5");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
          });

  static {
    POOL.allowCoreThreadTimeOut(true);
  }

  private Workers() {}

  static void run(Runnable task) {
    POOL.execute(task);
  }

  static void runIn(int millis, Runnable task) {
    Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, POOL);
    later.execute(task);
  }
}
