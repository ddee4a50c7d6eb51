package dev.flowguard.agent.gates.apache5async;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.jspecify.annotations.Nullable;

/** What ends an exchange: first our holding of it, then what the connection has set. */
final class Dependency implements CancellableDependency {
  private final @Nullable CancellableDependency caller;
  private final AtomicReference<@Nullable Cancellable> stream = new AtomicReference<>();

  /**
   * @param caller the caller's, which learns of each
   */
  Dependency(@Nullable CancellableDependency caller) {
    this.caller = caller;
  }

  /** Has the caller's cancelling end what is held. */
  void holding(Cancellable held) {
    if (caller != null) {
      caller.setDependency(held);
    }
  }

  @Override
  public void setDependency(Cancellable cancellable) {
    stream.set(cancellable);
    if (caller != null) {
      caller.setDependency(cancellable);
    }
  }

  @Override
  public boolean isCancelled() {
    return caller != null && caller.isCancelled();
  }

  /** True if there was a stream to be ended. */
  boolean cancelStream() {
    Cancellable now = stream.get();
    if (now == null) {
      return false;
    }
    now.cancel();
    return true;
  }

  @Override
  public boolean cancel() {
    return caller == null ? cancelStream() : caller.cancel();
  }
}
