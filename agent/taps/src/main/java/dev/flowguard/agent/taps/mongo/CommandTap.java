package dev.flowguard.agent.taps.mongo;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Store;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bson.ByteBuf;
import org.bson.io.OutputBuffer;
import org.jspecify.annotations.Nullable;

/** Where a command has been encoded. */
public final class CommandTap implements Gate {
  /** What has the name of a command, and that of its collection, which has 255 bytes at most. */
  private static final int BEGINNING = 512;

  private final Guard guard;

  public CommandTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object output,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (!(output instanceof OutputBuffer message)
        || !guard.taps().stored().areWanted(Store.MONGO)) {
      return;
    }
    List<ByteBuf> pieces = message.getByteBuffers();
    try {
      read(pieces);
    } finally {
      for (ByteBuf piece : pieces) {
        piece.release();
      }
    }
  }

  private void read(List<ByteBuf> pieces) {
    int length = 0;
    for (ByteBuf piece : pieces) {
      length += piece.remaining();
    }
    byte[] copy = new byte[Math.min(length, BEGINNING)];
    copy(pieces, copy, 0);
    if (!command(copy).isWanted()) {
      return;
    }
    if (copy.length < length) {
      copy = Arrays.copyOf(copy, length);
      copy(pieces, copy, BEGINNING);
    }
    command(copy).read();
  }

  private Command command(byte[] message) {
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    return new Command(bytes, new Documents(guard, bytes));
  }

  /** Copies what follows of all pieces. */
  private static void copy(List<ByteBuf> pieces, byte[] to, int offset) {
    int at = offset;
    for (ByteBuf piece : pieces) {
      int length = Math.min(piece.remaining(), to.length - at);
      piece.get(to, at, length);
      at += length;
    }
  }
}
