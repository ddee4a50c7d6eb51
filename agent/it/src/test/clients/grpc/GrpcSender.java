package dev.flowguard.agent.contract;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * gRPC without generated code, over whatever transport is on the class path. The last part of the
 * path says what kind of method it is: Unary, Client, Bidi; lines of the body are messages. In a
 * bidirectional call each message waits for the answer to the one before.
 */
final class GrpcSender implements Sender {
  private static final Metadata.Key<String> NOTE =
      Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  @Override
  public int send(Request request) throws Exception {
    Channel channel = channel(request);
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    if (request.headers().containsKey("grpc-encoding")) {
      options = options.withCompression(request.headers().get("grpc-encoding"));
    }
    String path = URI.create(request.url()).getPath();
    if (path.endsWith("/Unary")) {
      ClientCalls.blockingUnaryCall(
          channel, method(path, MethodType.UNARY), options, request.body());
      return 200;
    }
    if (path.endsWith("/Ready")) {
      return whenReady(channel, method(path, MethodType.BIDI_STREAMING), options, request);
    }
    return path.endsWith("/Client")
        ? stream(channel, method(path, MethodType.CLIENT_STREAMING), options, request)
        : stream(channel, method(path, MethodType.BIDI_STREAMING), options, request);
  }

  @Override
  public int sendLater(Request request) throws Exception {
    String path = URI.create(request.url()).getPath();
    ClientCalls.futureUnaryCall(
            channel(request)
                .newCall(
                    method(path, MethodType.UNARY),
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS)),
            request.body())
        .get(20, TimeUnit.SECONDS);
    return 200;
  }

  /** Sends nothing but the head. */
  @Override
  public int sendAndCancel(Request request) throws Exception {
    String path = URI.create(request.url()).getPath();
    ClientCall<byte[], byte[]> call =
        channel(request).newCall(method(path, MethodType.UNARY), CallOptions.DEFAULT);
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    call.start(
        new ClientCall.Listener<byte[]>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            events.add(status.asRuntimeException());
          }
        },
        new Metadata());
    call.request(1);
    Object ended = events.poll(Long.getLong("contract.cancelAfter", 500), TimeUnit.MILLISECONDS);
    if (ended != null) {
      events.add(ended);
    }
    call.cancel("no more of it", null);
    next(events);
    return 200;
  }

  private static int stream(
      Channel channel,
      MethodDescriptor<byte[], byte[]> method,
      CallOptions options,
      Request request)
      throws Exception {
    boolean isBidi = method.getType() == MethodType.BIDI_STREAMING;
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    StreamObserver<byte[]> answers =
        new StreamObserver<byte[]>() {
          @Override
          public void onNext(byte[] message) {
            events.add(message);
          }

          @Override
          public void onError(Throwable failure) {
            events.add(failure);
          }

          @Override
          public void onCompleted() {
            events.add("completed");
          }
        };
    StreamObserver<byte[]> messages =
        isBidi
            ? ClientCalls.asyncBidiStreamingCall(channel.newCall(method, options), answers)
            : ClientCalls.asyncClientStreamingCall(channel.newCall(method, options), answers);
    for (String line : new String(request.body(), StandardCharsets.ISO_8859_1).split("\n")) {
      messages.onNext(line.getBytes(StandardCharsets.ISO_8859_1));
      if (isBidi) {
        next(events);
      }
    }
    messages.onCompleted();
    while (!"completed".equals(next(events))) {
      // the answer
    }
    return 200;
  }

  /** Writes one message each time the transport says, on its own thread, that there is room. */
  private static int whenReady(
      Channel channel,
      MethodDescriptor<byte[], byte[]> method,
      CallOptions options,
      Request request)
      throws Exception {
    String[] lines = new String(request.body(), StandardCharsets.ISO_8859_1).split("\n");
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    ClientCall<byte[], byte[]> call = channel.newCall(method, options.withExecutor(Runnable::run));
    AtomicInteger written = new AtomicInteger();
    call.start(
        new ClientCall.Listener<byte[]>() {
          @Override
          public void onReady() {
            if (written.get() < lines.length) {
              String line = lines[written.getAndIncrement()];
              call.sendMessage(line.getBytes(StandardCharsets.ISO_8859_1));
              if (written.get() == lines.length) {
                call.halfClose();
              } else if (call.isReady()) {
                onReady(); // one that was small
              }
            }
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            events.add(status.isOk() ? "completed" : status.asRuntimeException());
          }
        },
        new Metadata());
    call.request(lines.length);
    next(events);
    return 200;
  }

  private static Object next(BlockingQueue<Object> events) throws Exception {
    Object event = events.poll(20, TimeUnit.SECONDS);
    if (event instanceof Exception) {
      throw (Exception) event;
    }
    if (event == null) {
      throw new IOException("nothing within 20 seconds");
    }
    return event;
  }

  /** One connection for each host. */
  private Channel channel(Request request) {
    URI url = URI.create(request.url());
    Channel channel =
        channels.computeIfAbsent(
            url.getAuthority(),
            each -> ManagedChannelBuilder.forAddress(url.getHost(), url.getPort()).build());
    String note = request.headers().get("x-note");
    if (note == null) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(NOTE, note);
    return ClientInterceptors.intercept(
        channel,
        new ClientInterceptor() {
          @Override
          public <A, B> ClientCall<A, B> interceptCall(
              MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<A, B>(
                next.newCall(method, options)) {
              @Override
              public void start(Listener<B> listener, Metadata all) {
                all.merge(headers);
                super.start(listener, all);
              }
            };
          }
        });
  }

  private static MethodDescriptor<byte[], byte[]> method(String path, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(path.substring(1))
        .setRequestMarshaller(Bytes.MARSHALLER)
        .setResponseMarshaller(Bytes.MARSHALLER)
        .build();
  }

  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    MARSHALLER;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
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
}
