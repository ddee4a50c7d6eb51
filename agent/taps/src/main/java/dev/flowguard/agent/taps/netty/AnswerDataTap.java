package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Guard;

/** Where a client has read a piece of an answer. */
public final class AnswerDataTap extends DataTap {
  public AnswerDataTap(Guard guard) {
    super(false);
  }
}
