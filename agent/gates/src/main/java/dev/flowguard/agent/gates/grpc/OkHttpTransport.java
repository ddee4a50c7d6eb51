package dev.flowguard.agent.gates.grpc;

import io.grpc.internal.ClientStream;
import io.grpc.internal.WritableBuffer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import okio.Buffer;

/** gRPC's own copy of OkHttp's HTTP/2. */
final class OkHttpTransport extends Transport {
  static final String CLIENT = "grpc-okhttp";

  private final MethodHandle bufferOf;

  OkHttpTransport() throws ReflectiveOperationException {
    super(
        CLIENT,
        Class.forName("io.grpc.okhttp.OkHttpClientStream"),
        Class.forName("io.grpc.okhttp.OkHttpClientStream$Sink"));
    Class<?> frame = Class.forName("io.grpc.okhttp.OkHttpWritableBuffer");
    bufferOf =
        MethodHandles.privateLookupIn(frame, MethodHandles.lookup())
            .findVirtual(frame, "buffer", MethodType.methodType(Buffer.class));
  }

  @Override
  byte[] bytes(WritableBuffer frame) {
    Buffer buffer = call(() -> (Buffer) bufferOf.invoke(frame));
    return buffer.clone().readByteArray();
  }

  @Override
  void begin(ClientStream guarded) {
    // nobody else looks at what goes through here
  }

  @Override
  void neverBegun(ClientStream cancelled) {
    // it sees by itself that nothing was sent
  }
}
