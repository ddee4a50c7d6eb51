package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * Bodies of the answers of a server, by the objects that it writes them to. It is asked once for
 * each answer whether a source captures it: some applications write byte by byte. Thread-safe.
 *
 * @param <K> what a body is written to
 */
public abstract class AnswerBodies<K> {
  private final WeakIdentityMap<K, AnswerBody> open = new WeakIdentityMap<>(AnswerBody::end);

  /** The body that is written to an object; null if no source captures it. */
  public final @Nullable AnswerBody of(K to, Taps taps) throws ReflectiveOperationException {
    AnswerBody body = open.get(to);
    if (body == null) {
      body = begin(to, taps);
      if (body == null) {
        return null;
      }
      open.put(to, body);
    }
    return body.isCaptured() ? body : null;
  }

  /**
   * The body whose first byte is about to be written.
   *
   * @return one without a tap if no source captures it; null if nothing can be written yet
   */
  protected abstract @Nullable AnswerBody begin(K to, Taps taps)
      throws ReflectiveOperationException;

  /** What is written to an object is seen elsewhere. */
  public final void leaveOut(K to) {
    open.put(to, AnswerBody.NONE);
  }

  /** Nothing more of the body of an object will be written: the next byte is of another one. */
  public final void end(K to) {
    AnswerBody body = open.remove(to);
    if (body != null) {
      body.end();
    }
  }

  /** True for an answer that is captured: what an error page says is not content. */
  protected static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }
}
