package dev.flowguard.agent.gates.reactornetty;

import dev.flowguard.agent.gates.netty.Origins;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import io.netty.channel.Channel;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Where a request has its connection: leaves there who subscribed, for the gate of Netty. */
public final class ConnectedGate implements Gate {
  private static final ClassValue<@Nullable Method> CHANNEL =
      new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
          return channel(type);
        }
      };

  /**
   * @param unused there is nothing to ask of the guard here
   */
  public ConnectedGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object handler,
      @Nullable Object operations,
      @Nullable Object unused,
      @Nullable Object none) {
    Origin origin = handler == null ? null : SubscribeGate.of(handler);
    if (origin == null || operations == null) {
      return;
    }
    Method method = CHANNEL.get(operations.getClass());
    try {
      if (method != null && method.invoke(operations) instanceof Channel channel) {
        Origins.leave(channel, origin);
      }
    } catch (ReflectiveOperationException e) {
      // The record names no caller then.
    }
  }

  /** {@code DisposableChannel.channel()}, of the public interface: the operations are not. */
  private static @Nullable Method channel(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Class<?> each : at.getInterfaces()) {
        Method method = channelOf(each);
        if (method != null) {
          return method;
        }
      }
    }
    return null;
  }

  private static @Nullable Method channelOf(Class<?> type) {
    if (type.getName().endsWith("reactor.netty.DisposableChannel")) {
      try {
        return type.getMethod("channel");
      } catch (NoSuchMethodException e) {
        return null;
      }
    }
    for (Class<?> each : type.getInterfaces()) {
      Method method = channelOf(each);
      if (method != null) {
        return method;
      }
    }
    return null;
  }
}
