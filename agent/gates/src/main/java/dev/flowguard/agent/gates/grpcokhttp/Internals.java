package dev.flowguard.agent.gates.grpcokhttp;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.internal.ClientStream;
import io.grpc.internal.WritableBuffer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What of gRPC's own classes is not public. */
final class Internals {
  private final MethodHandle streamOf;
  private final MethodHandle authority;
  private final MethodHandle method;
  private final MethodHandle bufferOf;
  private final MethodHandle writeHeaders;
  private final MethodHandle writeFrame;

  Internals() throws ReflectiveOperationException {
    Class<?> stream = Class.forName("io.grpc.okhttp.OkHttpClientStream");
    Class<?> sink = Class.forName("io.grpc.okhttp.OkHttpClientStream$Sink");
    Class<?> buffer = Class.forName("io.grpc.okhttp.OkHttpWritableBuffer");
    Lookup lookup = MethodHandles.privateLookupIn(stream, MethodHandles.lookup());
    streamOf = outer(MethodHandles.privateLookupIn(sink, MethodHandles.lookup()), sink, stream);
    authority = lookup.findGetter(stream, "authority", String.class);
    method = lookup.findGetter(stream, "method", MethodDescriptor.class);
    bufferOf =
        MethodHandles.privateLookupIn(buffer, MethodHandles.lookup())
            .findVirtual(buffer, "buffer", MethodType.methodType(Buffer.class));
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

  /** The instance that an inner class belongs to; compilers name the field as they like. */
  private static MethodHandle outer(Lookup lookup, Class<?> inner, Class<?> outer)
      throws ReflectiveOperationException {
    for (Field field : inner.getDeclaredFields()) {
      if (field.getType() == outer) {
        return lookup.unreflectGetter(field);
      }
    }
    throw new NoSuchFieldException("the stream of a sink");
  }

  ClientStream streamOf(Object sink) {
    return call(() -> (ClientStream) streamOf.invoke(sink));
  }

  String authority(ClientStream stream) {
    return call(() -> (String) authority.invoke(stream));
  }

  MethodDescriptor<?, ?> method(ClientStream stream) {
    return call(() -> (MethodDescriptor<?, ?>) method.invoke(stream));
  }

  /** A copy of what a frame holds; the frame keeps it. */
  byte[] bytes(WritableBuffer frame) {
    Buffer buffer = call(() -> (Buffer) bufferOf.invoke(frame));
    return buffer.clone().readByteArray();
  }

  void writeHeaders(Object sink, Metadata metadata, byte @Nullable [] payload) {
    call(() -> writeHeaders.invoke(sink, metadata, payload));
  }

  void writeFrame(
      Object sink, @Nullable WritableBuffer frame, boolean isEnd, boolean flush, int messages) {
    call(() -> writeFrame.invoke(sink, frame, isEnd, flush, messages));
  }

  private interface Call<T> {
    T run() throws Throwable;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
