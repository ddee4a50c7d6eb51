package dev.flowguard.agent.taps.jdkserver;

import dev.flowguard.agent.spi.AnswerWriteTap;
import dev.flowguard.agent.spi.Guard;

/** Where a handler writes bytes of an answer. */
public final class WriteTap extends AnswerWriteTap {
  public WriteTap(Guard guard) {
    super(guard, AnswersOfStreams.ALL);
  }
}
