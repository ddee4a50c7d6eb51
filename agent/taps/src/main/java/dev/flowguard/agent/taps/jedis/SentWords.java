package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.RedisCall;
import java.nio.ByteBuffer;

/** The words of a command, the first one its name. */
final class SentWords implements RedisCall.Words {
  private final ByteBuffer[] all;

  SentWords(ByteBuffer[] all) {
    this.all = all;
  }

  @Override
  public int count() {
    return all.length;
  }

  @Override
  public ByteBuffer at(int word) {
    return all[word];
  }
}
