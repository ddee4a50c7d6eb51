package dev.flowguard.rules.judge;

import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.provenance.Compared;
import dev.flowguard.rules.request.RequestUrl;
import java.util.function.Supplier;

/** Follows one judgement. */
@FunctionalInterface
public interface Trace {
  /** Follows nothing and evaluates nothing. */
  Trace NONE =
      new Trace() {
        @Override
        public void step(String stage, Supplier<String> text) {}

        @Override
        public Compared.Listener compared() {
          return Compared.Listener.NONE;
        }
      };

  /**
   * One step.
   *
   * @param stage a word such as {@code destination}
   * @param text what happened, with all names of the request: for test data only
   */
  void step(String stage, Supplier<String> text);

  /** Whoever is given what was compared of captured values; here each is a step. */
  default Compared.Listener compared() {
    return found -> step(Words.stage(found), () -> Words.compared(found));
  }

  /**
   * The request was unfolded.
   *
   * @param recipient id of a processor, or {@code undeclared}
   */
  default void unfolded(String recipient, RequestUrl url, Payload payload) {}
}
