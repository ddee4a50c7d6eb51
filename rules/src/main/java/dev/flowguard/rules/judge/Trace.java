package dev.flowguard.rules.judge;

import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Places;
import dev.flowguard.rules.provenance.Compared;
import dev.flowguard.rules.request.OutboundRequest;
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
        public boolean isFollowing() {
          return false;
        }

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

  /** False if a request that is certainly clean need not be judged step by step. */
  default boolean isFollowing() {
    return true;
  }

  /**
   * The screen found a request clean, and nothing was unfolded.
   *
   * @param recipient id of a processor, or {@code undeclared}
   * @param places of its values, until this method returns
   */
  default void screened(OutboundRequest request, String recipient, RequestUrl url, Places places) {}

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
