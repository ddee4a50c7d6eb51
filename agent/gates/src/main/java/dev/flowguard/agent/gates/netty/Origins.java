package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.RequestOrigins;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Who started the next request on a channel, as far as the library above Netty has said. */
public final class Origins {
  private static final AttributeKey<Object> ORIGIN = AttributeKey.valueOf("dev.flowguard.origin");

  private Origins() {}

  /** Says it, before the request is written; null that it is not known. */
  public static void leave(Channel channel, @Nullable Origin origin) {
    if (origin != null || channel.hasAttr(ORIGIN)) {
      channel.attr(ORIGIN).set(origin);
    }
  }

  /**
   * Who started the request whose head is being written: as left on its channel, or as the running
   * thread goes on with it. Null if neither is known.
   */
  static @Nullable Origin ofHead(Channel channel) {
    Origin left = take(channel);
    return left == null ? RequestOrigins.resumed() : left;
  }

  /** Takes it, once. Null if nobody has said it. */
  public static @Nullable Origin take(Channel channel) {
    return channel.hasAttr(ORIGIN) && channel.attr(ORIGIN).getAndSet(null) instanceof Origin origin
        ? origin
        : null;
  }
}
