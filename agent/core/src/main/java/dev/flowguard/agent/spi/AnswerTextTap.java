package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * A tap on a method that takes characters of an answer as a writer does: a character, a text or an
 * array, perhaps with the place in it. Thread-safe.
 */
public abstract class AnswerTextTap implements Gate {
  private final Guard guard;
  private final AnswerBodies<Object> answers;

  /**
   * @param answers by what the method belongs to
   */
  protected AnswerTextTap(Guard guard, AnswerBodies<Object> answers) {
    this.guard = guard;
    this.answers = answers;
  }

  @Override
  public final void before(
      @Nullable Object self, @Nullable Object text, @Nullable Object offset, @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : answers.of(self, guard.taps());
    if (body != null) {
      body.writtenText(text, offset, count);
    }
  }
}
