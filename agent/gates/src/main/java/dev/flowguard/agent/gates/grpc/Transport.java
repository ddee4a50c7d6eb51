package dev.flowguard.agent.gates.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.internal.ClientStream;
import io.grpc.internal.WritableBuffer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * What of a transport's own classes is not public. The two that write HTTP/2 are built alike: a
 * stream with a sink as its inner class.
 */
abstract class Transport {
  private final String client;
  private final Class<?> stream;
  private final Class<?> sink;
  private final MethodHandle streamOf;
  private final MethodHandle authority;
  private final MethodHandle method;
  private final MethodHandle writeHeaders;
  private final MethodHandle writeFrame;

  /**
   * @param client its name for people
   */
  Transport(String client, Class<?> stream, Class<?> sink) throws ReflectiveOperationException {
    this.client = client;
    this.stream = stream;
    this.sink = sink;
    Lookup lookup = lookup();
    streamOf = outer(MethodHandles.privateLookupIn(sink, MethodHandles.lookup()));
    authority = lookup.unreflectGetter(stream.getDeclaredField("authority"));
    method = lookup.findGetter(stream, "method", MethodDescriptor.class);
    writeHeaders =
        lookup.findVirtual(
            sink, "writeHeaders", MethodType.methodType(void.class, Metadata.class, byte[].class));
    writeFrame =
        lookup.findVirtual(
            sink,
            "writeFrame",
            MethodType.methodType(
                void.class, WritableBuffer.class, boolean.class, boolean.class, int.class));
  }

  /** A lookup that sees what the stream sees. */
  final Lookup lookup() throws IllegalAccessException {
    return MethodHandles.privateLookupIn(stream, MethodHandles.lookup());
  }

  /** The instance that an inner class belongs to; compilers name the field as they like. */
  private MethodHandle outer(Lookup lookup) throws ReflectiveOperationException {
    for (Field field : sink.getDeclaredFields()) {
      if (field.getType() == stream) {
        return lookup.unreflectGetter(field);
      }
    }
    throw new NoSuchFieldException("the stream of a sink");
  }

  /** A copy of what a frame holds; the frame keeps it. */
  abstract byte[] bytes(WritableBuffer frame);

  /** Before anything is sent through a stream that some rule concerns. */
  abstract void begin(ClientStream guarded);

  /** Before a stream is cancelled whose head was never sent. */
  abstract void neverBegun(ClientStream cancelled);

  final String client() {
    return client;
  }

  final ClientStream streamOf(Object sink) {
    return call(() -> (ClientStream) streamOf.invoke(sink));
  }

  final String authority(ClientStream of) {
    return call(() -> String.valueOf(authority.invoke(of)));
  }

  final MethodDescriptor<?, ?> method(ClientStream of) {
    return call(() -> (MethodDescriptor<?, ?>) method.invoke(of));
  }

  final void writeHeaders(Object sink, Metadata metadata, byte @Nullable [] payload) {
    call(() -> writeHeaders.invoke(sink, metadata, payload));
  }

  final void writeFrame(
      Object sink, @Nullable WritableBuffer frame, boolean isEnd, boolean flush, int messages) {
    call(() -> writeFrame.invoke(sink, frame, isEnd, flush, messages));
  }

  interface Call<T extends @Nullable Object> {
    T run() throws Throwable;
  }

  static <T extends @Nullable Object> T call(Call<T> call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
