package dev.flowguard.agent.spi;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all held bodies share. Thread-safe. */
public final class BodyBudget {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit in bytes
   */
  public BodyBudget(long limit) {
    this.limit = limit;
  }

  /** An eighth of the largest heap this JVM may have. */
  public static BodyBudget ofHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / 8);
  }

  /** Takes bytes out of the budget; false, and nothing taken, if that many are not left. */
  public boolean take(long bytes) {
    for (; ; ) {
      long now = held.get();
      if (bytes > limit - now) {
        return false;
      }
      if (held.compareAndSet(now, now + bytes)) {
        return true;
      }
    }
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Bytes held now. */
  public long held() {
    return held.get();
  }
}
