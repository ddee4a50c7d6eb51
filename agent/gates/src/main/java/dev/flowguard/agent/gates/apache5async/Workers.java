package dev.flowguard.agent.gates.apache5async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that ask callers for bodies which come late, and that answer for stopped ones. */
final class Workers {
  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(
          2,
          2,
          5,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> thread(task, "flowguard-apache5"));

  private static final int MOST_ANSWERS = 256;

  /** None while nothing is answered. */
  private static final ThreadPoolExecutor ANSWERS =
      new ThreadPoolExecutor(
          0,
          MOST_ANSWERS,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> thread(task, "flowguard-answer"),
          new ThreadPoolExecutor.CallerRunsPolicy());

  static {
    POOL.allowCoreThreadTimeOut(true);
  }

  private Workers() {}

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Runs what an application may hold up, on a thread that nobody else needs. */
  static void answer(Runnable task) {
    ANSWERS.execute(task);
  }

  static void run(Runnable task) {
    POOL.execute(task);
  }

  static void runIn(int millis, Runnable task) {
    Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, POOL);
    later.execute(task);
  }
}
