package dev.flowguard.agent.contract;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/** Reads answers by gRPC-Java: messages with one text, one after the other. */
final class GrpcAnswers implements AnswerReader {
  private ManagedChannel channel;

  @Override
  public InputStream get(String url) {
    return call(url, new byte[0]);
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    return call(url, text).readAllBytes();
  }

  private ArrivingBody call(String url, byte[] text) {
    URI uri = URI.create(url);
    if (channel == null) {
      channel =
          ManagedChannelBuilder.forAddress(uri.getHost(), uri.getPort()).usePlaintext().build();
    }
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(new Bytes(), new Text())
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName(uri.getPath().substring(1))
            .build();
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    ArrivingBody body = new ArrivingBody();
    body.whenClosed(() -> call.cancel("no more of it", null));
    call.start(
        new ClientCall.Listener<byte[]>() {
          @Override
          public void onMessage(byte[] piece) {
            body.add(piece);
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
              body.end();
            } else {
              body.fail(status.asException());
            }
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(text);
    call.halfClose();
    return body;
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
