package dev.flowguard.agent.spi;

import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What gates ask. Safe to call from any thread; only what is declared is thrown, whatever breaks
 * inside.
 */
public interface Guard {
  /**
   * The largest body, in bytes, that {@link #checkLater} judges on the calling thread: longer ones
   * would hold up an event loop.
   */
  int JUDGED_AT_ONCE = 64 << 10;

  /**
   * The counted work of each stage, in steps, that {@link #checkLater} does on the calling thread:
   * what so many bytes of JSON cost. A smaller body may cost more, as a compressed one does.
   */
  long STEPS_AT_ONCE = 2 << 20;

  /**
   * True if some rule concerns a request to this place, so that it is to be held and judged. Does
   * no more than a host look-up and allocates nothing for a host seen before.
   *
   * @param host as the client has it; behind a proxy the target's
   * @param port the target's, or -1 if unknown
   * @param target path and query as on the request line; may be absolute
   * @param hostHeader the value of {@code Host} or {@code :authority} as it would leave, several
   *     joined by commas: where it names a processor, the request goes to that processor; null
   *     where the client derives it from the host
   */
  boolean concerns(String host, int port, String target, @Nullable String hostHeader);

  /** The same for a request whose {@code Host} header the client derives from the host. */
  default boolean concerns(String host, int port, String target) {
    return concerns(host, port, target, null);
  }

  /**
   * Judges a request on a thread that may wait. Returns if it may leave.
   *
   * @throws BlockedRequestException if it must not; the journal has the record by then, or one
   *     second has passed
   */
  default void check(OutboundRequest request) throws BlockedRequestException {
    check(request, null, 0);
  }

  /**
   * Judges what was started elsewhere, or of which some has left already.
   *
   * @param origin where the application started it; null for this thread, which is then only looked
   *     at where there is something to record
   * @param sentBefore bytes of the same message that have left before
   * @see #check(OutboundRequest)
   */
  void check(OutboundRequest request, @Nullable Origin origin, long sentBefore)
      throws BlockedRequestException;

  /**
   * Judges a request without making the caller wait: for the journal never, and for the judgement
   * of a body above {@link #JUDGED_AT_ONCE}, or that costs more than {@link #STEPS_AT_ONCE},
   * neither.
   *
   * @param origin where the application started it; null for this thread, which is then only looked
   *     at where there is something to record
   * @param sentBefore bytes of the same message that have left before
   * @return completed if the request may leave, mostly on return, for a large body later and by a
   *     thread of the guard; else failed with a {@link BlockedRequestException} from a thread of
   *     the guard, once the journal has the record or one second has passed
   */
  CompletableFuture<Void> checkLater(
      OutboundRequest request, @Nullable Origin origin, long sentBefore);

  /**
   * Judges a request on the calling thread whatever its size, for clients that must know at once
   * whether it may leave, but does not make the caller wait for the journal.
   *
   * @see #checkLater
   */
  CompletableFuture<Void> checkAtOnce(
      OutboundRequest request, @Nullable Origin origin, long sentBefore);

  /**
   * A recorder for one body, against the budget that all held bodies share.
   *
   * @param contentLength in bytes, as the client has said; negative if it is not known
   */
  HeldBody hold(long contentLength);

  /**
   * Reports that a gate has failed on a request that some rule concerns. The fault is counted, and
   * the rules decide by their {@code on-incomplete}. A request whose place is {@linkplain
   * RequestPlace#UNKNOWN unknown} is stopped, unless no rule may stop any.
   *
   * @throws BlockedRequestException if they block
   */
  void fault(String client, RequestPlace place, Throwable error) throws BlockedRequestException;

  /**
   * Reports the same without making the caller wait for the journal: for event loops, and wherever
   * a lock is held.
   *
   * @return as of {@link #checkLater}
   */
  CompletableFuture<Void> faultLater(String client, RequestPlace place, Throwable error);

  /** Reports that a client in this JVM is not covered, and why. Once for each client. */
  void uncovered(String client, String why);

  /** What taps ask. */
  Taps taps();
}
