package dev.flowguard.agent.gates.helidon;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.api.BlockedRequestException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Requests whose body the caller writes to a stream. */
public final class StreamGate implements Gate {
  private static final WeakIdentityMap<Object, Exchange> STARTED =
      new WeakIdentityMap<>(lost -> {});

  private final Guard guard;
  private final Internals helidon;

  public StreamGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.helidon = new Internals();
  }

  @Override
  public void enter(
      @Nullable Object chain, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Exchange exchange = Exchange.start(guard, helidon, a, b, c);
    if (a != null && exchange != null) {
      STARTED.put(a, exchange);
    }
  }

  @Override
  public @Nullable Object filter(@Nullable Object first, @Nullable Object handler)
      throws BlockedRequestException {
    Exchange exchange = first == null ? null : STARTED.remove(first);
    if (exchange == null || handler == null) {
      return handler;
    }
    try {
      return standIn(exchange, handler);
    } catch (RuntimeException | Error e) {
      exchange.fault(e);
      return handler;
    }
  }

  private Object standIn(Exchange exchange, Object handler) {
    return Proxy.newProxyInstance(
        helidon.handlerType().getClassLoader(),
        new Class<?>[] {helidon.handlerType()},
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(handler, arguments);
          }
          handle(exchange, handler, (OutputStream) arguments[0]);
          return null;
        });
  }

  /** Lets the caller write its body, judges it, and writes it to Helidon's stream. */
  private void handle(Exchange exchange, Object handler, OutputStream network) throws IOException {
    HeldStream stream = new HeldStream(exchange, network);
    try {
      helidon.write(handler, stream);
      stream.end();
    } finally {
      stream.release();
    }
  }
}
