package dev.flowguard.agent.gates.violations;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Each way to the common pool, in a class of its own. */
final class CommonPool {
  private CommonPool() {}

  static final class ByName {
    Executor pool = ForkJoinPool.commonPool();
  }

  static final class ByDefault {
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {});
  }

  static final class Delayed {
    Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
  }

  static final class Parallel {
    long count = List.of(1).parallelStream().count();
  }

  /** Has an executor of its own, and is fine. */
  static final class Fine {
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {}, Runnable::run);
  }
}
