package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.MessageHead;
import org.jspecify.annotations.Nullable;

/**
 * Headers of a request or of an answer.
 *
 * @param headers as Helidon has them
 */
record Head(Iterable<?> headers) implements MessageHead {
  private static final Getter NAME = new Getter("name");
  private static final Getter FIRST = new Getter("get");

  @Override
  public @Nullable String header(String name) {
    try {
      for (Object each : headers) {
        if (name.equalsIgnoreCase((String) NAME.of(each))) {
          return (String) FIRST.of(each);
        }
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No header: some are secrets. */
  @Override
  public String toString() {
    return "Head";
  }
}
