package dev.flowguard.agent.contract;

import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** gRPC-Java: any method takes messages with one text, and answers each of them as it comes. */
final class GrpcProgram implements ServerProgram {
  private static final Metadata.Key<String> LEAK_TO =
      Metadata.Key.of(ServedApplication.LEAK_TO, Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public int start() throws IOException {
    return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
        .fallbackHandlerRegistry(
            new HandlerRegistry() {
              @Override
              public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
                return method(name);
              }
            })
        .build()
        .start()
        .getPort();
  }

  private static ServerMethodDefinition<byte[], byte[]> method(String name) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(new Text(), new Bytes())
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(name)
            .build();
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> {
          call.request(1);
          call.sendHeaders(new Metadata());
          return name.startsWith("rpc.Out/")
              ? new Echoing(call, headers.get(LEAK_TO))
              : new Answering(call, headers.get(LEAK_TO));
        });
  }

  private static final class Answering extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final String leakTo;

    Answering(ServerCall<byte[], byte[]> call, String leakTo) {
      this.call = call;
      this.leakTo = leakTo;
    }

    @Override
    public void onMessage(byte[] text) {
      call.sendMessage(ServedApplication.leak(leakTo, text).getBytes());
      call.request(1);
    }

    @Override
    public void onHalfClose() {
      call.close(Status.OK, new Metadata());
    }
  }

  /** Answers the text of the first message, and sends it on when the second one comes. */
  private static final class Echoing extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final String leakTo;
    private byte[] answered;

    Echoing(ServerCall<byte[], byte[]> call, String leakTo) {
      this.call = call;
      this.leakTo = leakTo;
    }

    @Override
    public void onMessage(byte[] text) {
      if (answered == null) {
        answered = text;
        call.sendMessage(field(text));
      } else {
        System.out.println(ServedApplication.outcome(leakTo, ServedApplication.piece(answered)));
      }
      call.request(1);
    }

    @Override
    public void onHalfClose() {
      call.close(Status.OK, new Metadata());
    }

    /** A text as the first field of a message. */
    private static byte[] field(byte[] text) {
      byte[] field = new byte[text.length + 3];
      field[0] = 0x0a;
      field[1] = (byte) (text.length & 0x7f | 0x80);
      field[2] = (byte) (text.length >> 7);
      System.arraycopy(text, 0, field, 3, text.length);
      return field;
    }
  }

  private static class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream in) {
      try {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The text of a message that has no other field. */
  private static final class Text extends Bytes {
    @Override
    public byte[] parse(InputStream in) {
      try {
        in.read(); // number and type of the field
        while (in.read() >= 0x80) {
          // its length
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
