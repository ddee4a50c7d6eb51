package dev.flowguard.agent.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What the futures of {@link Guard} say. */
public final class Answers {
  private Answers() {}

  /** True if the request may leave now: nothing more has to be waited for. */
  public static boolean passedAtOnce(CompletableFuture<Void> answer) {
    return answer.isDone() && !answer.isCompletedExceptionally();
  }

  /** The failure itself, of a stage that may have wrapped it. */
  public static Throwable cause(Throwable failure) {
    Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
    return wrapped == null ? failure : wrapped;
  }

  /** The same where there may be none. */
  public static @Nullable Throwable causeOrNull(@Nullable Throwable failure) {
    return failure == null ? null : cause(failure);
  }
}
