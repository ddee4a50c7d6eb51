package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.internal.ClientStream;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a call's head is about to be sent: takes up the streams that some rule concerns. */
abstract class HeadGate implements Gate {
  private final Guard guard;
  private final Transport transport;

  HeadGate(Guard guard, Transport transport) {
    this.guard = guard;
    this.transport = transport;
  }

  @Override
  public final @Nullable Object answer(
      @Nullable Object sink,
      @Nullable Object metadata,
      @Nullable Object payload,
      @Nullable Object none) {
    if (sink == null || !(metadata instanceof Metadata head)) {
      return null;
    }
    GuardedStream known = GuardedStream.of(sink);
    if (known != null) {
      return known.isPassing() ? null : true;
    }
    GuardedStream guarded = guarded(sink);
    if (guarded == null) {
      return null;
    }
    guarded.keepFor(sink);
    guarded.head(sink, head, payload instanceof byte[] bytes ? bytes : null);
    return true;
  }

  /**
   * The same where it cannot be read who is called: all of the call waits for what the rules say.
   */
  private @Nullable GuardedStream guarded(Object sink) {
    try {
      return guarded(transport.streamOf(sink));
    } catch (RuntimeException | Error e) {
      return GuardedStream.unread(guard, transport, e);
    }
  }

  /** What is to guard this stream; null for one that no rule concerns. */
  private @Nullable GuardedStream guarded(ClientStream stream) {
    String authority = transport.authority(stream);
    MethodDescriptor<?, ?> method = transport.method(stream);
    String path = "/" + method.getFullMethodName();
    URI parsed = parse(authority);
    String host = parsed == null || parsed.getHost() == null ? authority : parsed.getHost();
    int port = parsed == null ? -1 : parsed.getPort();
    return guard.concerns(host, port, path)
        ? new GuardedStream(
            guard,
            transport,
            new GuardedStream.Place(host, port, "https://" + authority + path),
            method.getType().clientSendsOneMessage())
        : null;
  }

  private static @Nullable URI parse(String authority) {
    try {
      return URI.create("https://" + authority);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
