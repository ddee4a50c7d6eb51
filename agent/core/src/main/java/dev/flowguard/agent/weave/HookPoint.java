package dev.flowguard.agent.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a client's code where the guard is asked, as data. Names and descriptors are those of
 * the library under its own name; renamed copies fit too.
 *
 * @param className internal name, such as {@code okhttp3/internal/http/CallServerInterceptor}
 * @param method name of the method
 * @param descriptors of the method, one for each line of versions; any of them fits
 * @param kind what is woven
 * @param at for the kinds that stand inside a method: {@code owner.name:descriptor} of the call or
 *     field read, of which there must be at least one; for {@link Kind#FILTER_ARGUMENT} the type of
 *     the argument, as a descriptor; null for the others
 * @param gate class name of the gate
 * @param decides true if a call must not go on when its gate has failed here; false where the gate
 *     only takes notes, or tidies up
 */
public record HookPoint(
    String className,
    String method,
    List<String> descriptors,
    Kind kind,
    @Nullable String at,
    String gate,
    boolean decides) {

  /**
   * What is woven. Of the first three arguments those that are objects or booleans are handed over,
   * others are null. All kinds are straight-line code but the answers, which have one branch.
   */
  public enum Kind {
    /** {@code Gate.enter(this, first, second, third argument)} at the start. */
    ENTER,
    /**
     * {@code Gate.answer(this, first, second, third argument)} at the start; an answer that is not
     * null is returned, as the object or the boolean that the method returns, or ends a method that
     * returns nothing.
     */
    ANSWER,
    /**
     * As {@link #ANSWER}, for a method that some versions of the class inherit: these need a hook
     * point where the method is.
     */
    ANSWER_IF_DECLARED,
    /**
     * {@code Gate.answer(this, all arguments in one array, null, null)} at the start, for methods
     * with more arguments than three, or numbers among them.
     */
    ANSWER_ALL,
    /** {@code Gate.filter(this, argument)} at the start, of the first argument of a type. */
    FILTER_ARGUMENT,
    /** {@code Gate.filter(first argument, receiver)} before calls that take one argument. */
    FILTER_RECEIVER,
    /** {@code Gate.filter(owner, value)} after a field was read. */
    FILTER_FIELD,
    /** {@code Gate.filter(this, value)} before each return of an object. */
    FILTER_RETURN,
    /** As {@link #FILTER_RETURN}, for a method that some versions of the class lack. */
    FILTER_RETURN_IF_DECLARED,
    /**
     * {@code Tap.before(this, first, second, third argument)} at the start; numbers are handed over
     * too. Nothing that a tap throws reaches the method.
     */
    BEFORE,
    /** As {@link #BEFORE}, for a method that some versions of the class lack. */
    BEFORE_IF_DECLARED,
    /**
     * {@code Tap.before(this, all arguments in one array, null, null)} at the start, for methods
     * with more arguments than three.
     */
    BEFORE_ALL,
    /**
     * {@code Tap.after(this, first, second, third argument, returned value)} before each return;
     * numbers are handed over too. Nothing that a tap throws reaches the method. An argument that
     * the method has assigned anew is handed over as it is then.
     */
    AFTER,
    /** As {@link #AFTER}, for a method that some versions of the class lack. */
    AFTER_IF_DECLARED;

    boolean isInside() {
      return this == FILTER_RECEIVER || this == FILTER_FIELD;
    }

    /** True for a place where a tap looks on. */
    public boolean isTap() {
      return this == BEFORE
          || this == BEFORE_IF_DECLARED
          || this == BEFORE_ALL
          || this == AFTER
          || this == AFTER_IF_DECLARED;
    }

    boolean isOptional() {
      return this == ANSWER_IF_DECLARED
          || this == FILTER_RETURN_IF_DECLARED
          || this == BEFORE_IF_DECLARED
          || this == AFTER_IF_DECLARED;
    }
  }

  public HookPoint {
    descriptors = List.copyOf(descriptors);
    if ((kind.isInside() || kind == Kind.FILTER_ARGUMENT) != (at != null)) {
      throw new IllegalArgumentException(
          kind + " in " + className + "." + method + ": 'at' goes with inner places only");
    }
    if (kind.isTap() && decides) {
      throw new IllegalArgumentException("a tap in " + className + "." + method + " looks on only");
    }
  }

  /** A hook point whose gate decides. */
  public HookPoint(
      String className,
      String method,
      List<String> descriptors,
      Kind kind,
      @Nullable String at,
      String gate) {
    this(className, method, descriptors, kind, at, gate, true);
  }

  /** This hook point, with a gate that only takes notes or tidies up. */
  public HookPoint takingNotes() {
    return new HookPoint(className, method, descriptors, kind, at, gate, false);
  }

  /** At the start of a method. */
  public static HookPoint enter(String className, String method, String descriptor, String gate) {
    return new HookPoint(className, method, List.of(descriptor), Kind.ENTER, null, gate);
  }

  /** In place of a method. */
  public static HookPoint answer(String className, String method, String descriptor, String gate) {
    return new HookPoint(className, method, List.of(descriptor), Kind.ANSWER, null, gate);
  }

  /** In place of a method with many arguments. */
  public static HookPoint answerAll(
      String className, String method, String descriptor, String gate) {
    return new HookPoint(className, method, List.of(descriptor), Kind.ANSWER_ALL, null, gate);
  }

  /** An argument of a method. */
  public static HookPoint argument(
      String className, String method, String descriptor, String type, String gate) {
    return new HookPoint(className, method, List.of(descriptor), Kind.FILTER_ARGUMENT, type, gate);
  }

  /** A tap on what goes into a method. */
  public static HookPoint before(String className, String method, String descriptor, String tap) {
    return tap(className, method, descriptor, Kind.BEFORE, tap);
  }

  /** A tap on what goes into a method that some versions lack. */
  public static HookPoint beforeIfDeclared(
      String className, String method, String descriptor, String tap) {
    return tap(className, method, descriptor, Kind.BEFORE_IF_DECLARED, tap);
  }

  /** A tap on what goes into a method with many arguments. */
  public static HookPoint beforeAll(
      String className, String method, String descriptor, String tap) {
    return tap(className, method, descriptor, Kind.BEFORE_ALL, tap);
  }

  /** A tap on what comes out of a method. */
  public static HookPoint after(String className, String method, String descriptor, String tap) {
    return tap(className, method, descriptor, Kind.AFTER, tap);
  }

  /** A tap on what comes out of a method that some versions lack. */
  public static HookPoint afterIfDeclared(
      String className, String method, String descriptor, String tap) {
    return tap(className, method, descriptor, Kind.AFTER_IF_DECLARED, tap);
  }

  private static HookPoint tap(
      String className, String method, String descriptor, Kind kind, String tap) {
    return new HookPoint(className, method, List.of(descriptor), kind, null, tap, false);
  }
}
