package dev.flowguard.agent.taps.mongo;

import com.mongodb.internal.connection.ReplyHeader;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Store;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where a reply has come whole. */
public final class ReplyTap implements Gate {
  private final Guard guard;

  public ReplyTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object header,
      @Nullable Object body,
      @Nullable Object c,
      @Nullable Object returned) {
    if (header instanceof ReplyHeader head
        && body instanceof ByteBuf buffer
        && guard.taps().stored().areWanted(Store.MONGO)) {
      ByteBuffer bytes = buffer.asNIO().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      new Reply(bytes, new Documents(guard, bytes)).read(head.getResponseTo());
    }
  }
}
