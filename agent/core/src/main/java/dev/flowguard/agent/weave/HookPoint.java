package dev.flowguard.agent.weave;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a client's code where the guard is asked, as data.
 *
 * @param client name of the client for people, such as {@code okhttp}
 * @param className internal name ({@code okhttp3/internal/http/CallServerInterceptor}); a relocated
 *     copy whose name ends with it counts too, unless {@link #isJdk()}
 * @param method name of the method
 * @param descriptor of the method, by tail: each class name in it may have a relocated prefix
 * @param kind what is woven
 * @param at for the kinds that stand inside a method: {@code owner.name:descriptor} of the call or
 *     field read; null for the others
 * @param sites how many places of {@code at} there must be in the method; 1 for the others
 * @param gate class name of the {@code Gate}
 */
public record HookPoint(
    String client,
    String className,
    String method,
    String descriptor,
    Kind kind,
    @Nullable String at,
    int sites,
    String gate) {

  /** What is woven. All kinds are straight-line code but {@link #ANSWER}, which has one branch. */
  public enum Kind {
    /** {@code Gate.enter(this, first argument, second argument)} at the start. */
    ENTER,
    /** {@code Gate.answer(…)} at the start; an answer that is not null is returned. */
    ANSWER,
    /** {@code Gate.filter(first argument or this, receiver)} before a call of one argument. */
    FILTER_RECEIVER,
    /** {@code Gate.filter(owner, value)} after a field was read. */
    FILTER_FIELD,
    /** {@code Gate.filter(this, value)} before each return of an object. */
    FILTER_RETURN
  }

  public HookPoint {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(kind, "kind");
    boolean inside = kind == Kind.FILTER_RECEIVER || kind == Kind.FILTER_FIELD;
    if (inside == (at == null)) {
      throw new IllegalArgumentException(kind + " at " + className + ": 'at' is for inner places");
    }
  }

  /** True for classes of the JDK, which are never relocated. */
  public boolean isJdk() {
    return className.startsWith("sun/") || className.startsWith("jdk/");
  }
}
