package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.AnswerWriteTap;
import dev.flowguard.agent.spi.Guard;

/** Where an application writes bytes of an answer. */
public final class WriteTap extends AnswerWriteTap {
  public WriteTap(Guard guard) {
    super(guard, AnswersOfBuffers.ALL);
  }
}
