package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * A tap on a method that takes bytes of an answer as a stream does: a byte, an array with the place
 * in it, or a buffer. Thread-safe.
 */
public abstract class AnswerWriteTap implements Gate {
  private final Guard guard;
  private final AnswerBodies<Object> answers;

  /**
   * @param answers by what the method belongs to
   */
  protected AnswerWriteTap(Guard guard, AnswerBodies<Object> answers) {
    this.guard = guard;
    this.answers = answers;
  }

  @Override
  public final void before(
      @Nullable Object self,
      @Nullable Object bytes,
      @Nullable Object offset,
      @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : answers.of(self, guard.taps());
    if (body != null) {
      body.written(bytes, offset, count);
    }
  }
}
