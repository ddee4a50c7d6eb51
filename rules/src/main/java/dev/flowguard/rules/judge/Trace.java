package dev.flowguard.rules.judge;

import java.util.function.Supplier;

/** Takes down the steps of one judgement, for {@code explain}. */
@FunctionalInterface
public interface Trace {
  /** Takes nothing down and evaluates nothing. */
  Trace NONE = (stage, text) -> {};

  /**
   * One step.
   *
   * @param stage a word such as {@code destination}
   * @param text what happened; free of content
   */
  void step(String stage, Supplier<String> text);
}
