package dev.flowguard.agent.taps.lettuce;

import dev.flowguard.agent.spi.RedisCall;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The words of a command in a buffer, whose indices it does not move. */
final class WireWords implements RedisCall.Words {
  private final ByteBuf buffer;
  private int at;
  private int[] starts = new int[8];
  private int[] ends = new int[8];
  private int count;

  private WireWords(ByteBuf buffer, int from) {
    this.buffer = buffer;
    at = from;
    int words = number('*');
    for (int i = 0; i < words; i++) {
      int length = number('$');
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      starts[count] = at;
      ends[count] = at + length;
      count++;
      at += length + 2;
    }
  }

  /** The command that begins at this index; null if the buffer ends there. */
  static @Nullable WireWords at(ByteBuf buffer, int index) {
    return index >= buffer.writerIndex() ? null : new WireWords(buffer, index);
  }

  /** Where the next command begins. */
  int end() {
    return at;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public ByteBuffer at(int word) {
    return buffer.nioBuffer(starts[word], ends[word] - starts[word]);
  }

  /** The number of a line with this sign in front. */
  private int number(char sign) {
    if (buffer.getByte(at++) != sign) {
      throw new IllegalStateException("not a command of Redis");
    }
    int number = 0;
    for (byte b = buffer.getByte(at++); b != '\r'; b = buffer.getByte(at++)) {
      number = 10 * number + b - '0';
    }
    at++;
    return number;
  }
}
