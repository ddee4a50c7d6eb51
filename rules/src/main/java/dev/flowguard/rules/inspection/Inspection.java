package dev.flowguard.rules.inspection;

import java.util.EnumSet;
import java.util.Set;

/** Whether all of a payload was looked at. A part that was not is never called clean. */
public sealed interface Inspection {
  Inspection COMPLETE = new Complete();

  /** Everything was unfolded and looked at. */
  record Complete() implements Inspection {
    @Override
    public String toString() {
      return "complete";
    }
  }

  /**
   * Something was not looked at.
   *
   * @param reasons at least one
   */
  record Incomplete(Set<Reason> reasons) implements Inspection {
    public Incomplete {
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("incomplete needs a reason; use COMPLETE without one");
      }
      reasons = Set.copyOf(EnumSet.copyOf(reasons));
    }

    /** The gravest reason, in the order of {@link Reason}. */
    public Reason reason() {
      return EnumSet.copyOf(reasons).iterator().next();
    }

    @Override
    public String toString() {
      return "incomplete:" + reason();
    }
  }

  static Inspection incomplete(Reason reason) {
    return new Incomplete(EnumSet.of(reason));
  }

  /** Both looks together: complete only if both were. */
  default Inspection and(Inspection other) {
    if (this instanceof Incomplete mine) {
      if (other instanceof Incomplete theirs) {
        Set<Reason> all = EnumSet.copyOf(mine.reasons());
        all.addAll(theirs.reasons());
        return new Incomplete(all);
      }
      return this;
    }
    return other;
  }

  /** Why a payload was not inspected in full, gravest first. */
  enum Reason {
    /** An internal error of the guard. */
    FAULT("fault"),
    /** An encrypted container or message. */
    ENCRYPTED("encrypted"),
    /** An encoding that no decoder opens. */
    ENCODING("encoding"),
    /** Bytes that look like noise and are not a known kind of file. */
    OPAQUE("opaque"),
    /** A body that a recording leaves out. */
    NOT_RECORDED("not-recorded"),
    /** A body that never ends or is read while it is written. */
    DUPLEX("duplex"),
    /** A body that was not whole in time, because its source is slow. */
    STALLED("stalled"),
    /** A body above the limit for one body. */
    TOO_LARGE("too-large"),
    /** All held bodies together were above their limit. */
    MEMORY("memory"),
    /**
     * The counted work of one payload is used up: layers, parts, leaves, decoded output, or what
     * decoders, detectors and matchers read and compare.
     */
    WORK("work"),
    /** A compressed or encoded part that ends too soon. */
    TRUNCATED("truncated"),
    /** A declared format that the bytes do not have. */
    MALFORMED("malformed");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The word in policy, logs and output, such as {@code too-large}. */
    @Override
    public String toString() {
      return word;
    }
  }
}
