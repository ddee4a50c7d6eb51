package dev.flowguard.agent.gates.grpc;

import io.grpc.internal.ClientStream;
import io.grpc.internal.WritableBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Netty's HTTP/2. Marks each channel whose streams are judged here, so that they are not judged
 * once more where Netty encodes them.
 */
final class NettyTransport extends Transport {
  static final String CLIENT = "grpc-netty";

  /** True on a channel of which all streams to guarded hosts are judged before they get to it. */
  private static final AttributeKey<Boolean> JUDGED_ABOVE =
      AttributeKey.valueOf(dev.flowguard.agent.gates.nettyhttp2.FrameGate.JUDGED_ABOVE);

  private final MethodHandle bufferOf;
  private final MethodHandle queue;
  private final MethodHandle channel;
  private final MethodHandle state;
  private final MethodHandle setNonExistent;

  NettyTransport() throws ReflectiveOperationException {
    super(
        CLIENT,
        Class.forName("io.grpc.netty.NettyClientStream"),
        Class.forName("io.grpc.netty.NettyClientStream$Sink"));
    Class<?> stream = Class.forName("io.grpc.netty.NettyClientStream");
    Class<?> states = Class.forName("io.grpc.netty.NettyClientStream$TransportState");
    Class<?> frame = Class.forName("io.grpc.netty.NettyWritableBuffer");
    Class<?> queues = Class.forName("io.grpc.netty.WriteQueue");
    Lookup lookup = lookup();
    bufferOf = lookup.findVirtual(frame, "bytebuf", MethodType.methodType(ByteBuf.class));
    queue = lookup.findGetter(stream, "writeQueue", queues);
    channel =
        MethodHandles.privateLookupIn(queues, MethodHandles.lookup())
            .findGetter(queues, "channel", Channel.class);
    state = lookup.findGetter(stream, "state", states);
    setNonExistent =
        lookup.findVirtual(states, "setNonExistent", MethodType.methodType(void.class));
  }

  @Override
  byte[] bytes(WritableBuffer frame) {
    ByteBuf buffer = call(() -> (ByteBuf) bufferOf.invoke(frame));
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }

  @Override
  void begin(ClientStream guarded) {
    Channel to = call(() -> (Channel) channel.invoke(queue.invoke(guarded)));
    to.attr(JUDGED_ABOVE).set(true);
  }

  /** Else it would reset a stream that has no number yet. */
  @Override
  void neverBegun(ClientStream cancelled) {
    call(() -> setNonExistent.invoke(state.invoke(cancelled)));
  }
}
