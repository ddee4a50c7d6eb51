package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.AnswerTextTap;
import dev.flowguard.agent.spi.Guard;

/** Where an application writes characters of an answer. */
public final class WriteTextTap extends AnswerTextTap {
  public WriteTextTap(Guard guard) {
    super(guard, AnswersOfBuffers.ALL);
  }
}
