package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import org.jspecify.annotations.Nullable;

/** A request whose answer is captured. */
record Asked(String method, String target, MessageHead head) {
  /** Null if no source captures the answer. */
  static @Nullable Asked of(String method, String target, MessageHead head, Taps taps) {
    return taps.wants(Taps.Side.RESPONSE, method, target) ? new Asked(method, target, head) : null;
  }

  /**
   * Its answer begins.
   *
   * @return where the body goes; null if it is not captured
   */
  @Nullable Tap answered(int status, MessageHead answer, Taps taps) {
    return status < 200 || status >= 300
        ? null
        : taps.open(Taps.Side.RESPONSE, method, target, new AnswerHead(answer, head));
  }

  /** Method only. */
  @Override
  public String toString() {
    return "Asked[" + method + "]";
  }
}
