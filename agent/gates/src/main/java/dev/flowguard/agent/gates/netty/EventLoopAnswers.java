package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.rules.request.OutboundRequest;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the guard without having an event loop wait for it. */
public final class EventLoopAnswers {
  private EventLoopAnswers() {}

  /**
   * Asks about a request; a fault on the way is the rules' to decide.
   *
   * @param origin who started it; null for the running thread
   * @param sentBefore bytes of the same message that have left before
   */
  public static CompletableFuture<Void> ask(
      Guard guard,
      Supplier<OutboundRequest> request,
      @Nullable Origin origin,
      long sentBefore,
      Fault fault) {
    try {
      return guard.checkLater(request.get(), origin, sentBefore);
    } catch (RuntimeException | Error e) {
      return fault.by(e);
    }
  }

  /** What is asked when a fault came in between. */
  public record Fault(Guard guard, String client, String method, Target target) {
    public CompletableFuture<Void> by(Throwable error) {
      return guard.faultLater(client, target.requestPlace(method), error);
    }
  }

  /** Goes on in the event loop, with null or with the failure; at once if the answer is there. */
  public static void then(
      CompletableFuture<Void> passed, EventExecutor loop, Consumer<@Nullable Throwable> goOn) {
    if (Answers.passedAtOnce(passed)) {
      goOn.accept(null);
      return;
    }
    passed.whenComplete(
        (nothing, failure) -> {
          try {
            loop.execute(() -> goOn.accept(Answers.causeOrNull(failure)));
          } catch (RejectedExecutionException e) {
            // The loop has ended and its channels are closed; that has released what was held.
          }
        });
  }

  /** Has the client's own promise, which may have been given up meanwhile, end as another does. */
  public static void relay(ChannelPromise from, ChannelPromise clients) {
    from.addListener(
        done -> {
          if (done.isSuccess()) {
            clients.trySuccess();
          } else {
            clients.tryFailure(done.cause());
          }
        });
  }
}
