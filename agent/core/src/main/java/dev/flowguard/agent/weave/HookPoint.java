package dev.flowguard.agent.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a client's code where the guard is asked, as data.
 *
 * @param className internal name, such as {@code okhttp3/internal/http/CallServerInterceptor}
 * @param method name of the method
 * @param descriptors of the method, one for each line of versions; any of them fits
 * @param kind what is woven
 * @param at for the kinds that stand inside a method: {@code owner.name:descriptor} of the call or
 *     field read, of which there must be at least one; null for the others
 * @param gate class name of the gate
 */
public record HookPoint(
    String className,
    String method,
    List<String> descriptors,
    Kind kind,
    @Nullable String at,
    String gate) {

  /**
   * What is woven. Arguments that are objects or booleans are handed over, others are null. All
   * kinds are straight-line code but {@link #ANSWER}, which has one branch.
   */
  public enum Kind {
    /** {@code Gate.enter(this, first argument, second argument)} at the start. */
    ENTER,
    /**
     * {@code Gate.answer(…)} at the start; an answer that is not null is returned, as the object or
     * the boolean that the method returns.
     */
    ANSWER,
    /** {@code Gate.filter(first argument, receiver)} before calls that take one argument. */
    FILTER_RECEIVER,
    /** {@code Gate.filter(owner, value)} after a field was read. */
    FILTER_FIELD,
    /** {@code Gate.filter(this, value)} before each return of an object. */
    FILTER_RETURN;

    boolean isInside() {
      return this == FILTER_RECEIVER || this == FILTER_FIELD;
    }
  }

  public HookPoint {
    descriptors = List.copyOf(descriptors);
    if (kind.isInside() != (at != null)) {
      throw new IllegalArgumentException(
          kind + " in " + className + "." + method + ": 'at' goes with inner places only");
    }
  }
}
