package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.RedisCall;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The words of a command.
 *
 * @param all the first one is its name; not copied, as it lives for one call
 */
record SentWords(List<ByteBuffer> all) implements RedisCall.Words {
  @Override
  public int count() {
    return all.size();
  }

  @Override
  public ByteBuffer at(int word) {
    return all.get(word);
  }
}
