package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Origin;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Who started the next request on a channel, as far as the library above Netty has said. */
public final class Origins {
  private static final AttributeKey<Object> ORIGIN = AttributeKey.valueOf("dev.flowguard.origin");

  private Origins() {}

  /** Says it, before the request is written. */
  public static void leave(Channel channel, Origin origin) {
    channel.attr(ORIGIN).set(origin);
  }

  /** Takes it, once. Null if nobody has said it. */
  static @Nullable Origin take(Channel channel) {
    return channel.hasAttr(ORIGIN) && channel.attr(ORIGIN).getAndSet(null) instanceof Origin origin
        ? origin
        : null;
  }
}
