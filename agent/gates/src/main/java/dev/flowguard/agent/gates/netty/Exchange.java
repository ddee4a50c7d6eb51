package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request that is held: its head, copies of its pieces, and what comes after them as it is. */
final class Exchange {
  /** A message in the client's own hands, with its promise. */
  record Written(Object message, ChannelPromise promise) {}

  /** What was promised for a piece, which may have been given up meanwhile. */
  private record Taken(ChannelPromise promise, long bytes) {
    void keep() {
      if (promise instanceof ChannelProgressivePromise watched) {
        watched.tryProgress(bytes, bytes);
      }
      promise.trySuccess();
    }
  }

  private final Guard guard;
  private final Target target;
  private final @Nullable Origin origin;
  private final HttpRequest request;
  private final HeldBody held;
  private final Queue<Written> uncopied = new ArrayDeque<>();

  /** Pieces before the last that were copied and not yet confirmed to the client. */
  private final List<Taken> taken = new ArrayList<>();

  /** Head and body came in one message, which goes out as it is. */
  private final boolean isInOne;

  private boolean headSent;
  private boolean awaitsWord;
  private boolean isComplete;
  private @Nullable HttpHeaders trailers;
  private @Nullable Taken last;

  Exchange(Guard guard, Channel channel, HttpRequest request) {
    this.guard = guard;
    Target named = Target.of(channel, request);
    Target concerned = named.concerned(guard);
    this.target = concerned == null ? named : concerned;
    this.origin = Origins.ofHead(channel);
    this.request = request;
    this.held = guard.hold(contentLength());
    target.handshakes(request);
    this.isInOne = request instanceof FullHttpRequest;
  }

  /** Begins the time within which the body must be whole. */
  void expectWhole(Runnable stalled) {
    held.expectWhole(stalled);
  }

  boolean isInOne() {
    return isInOne;
  }

  /** The head goes alone: the server's word on it is awaited before there is a body. */
  void awaitsWord() {
    awaitsWord = true;
  }

  /** True, once, if only the head was judged. */
  boolean wasHeadOnly() {
    boolean was = awaitsWord;
    awaitsWord = false;
    return was;
  }

  /** What its head says of its length; -1 where that is nothing to rely on. */
  long contentLength() {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Copies the bytes of a piece. Returns null, or why they cannot be held. */
  @Nullable Reason copy(Object piece) throws IOException {
    byte[] bytes;
    if (piece instanceof FileRegion region) {
      if (region.count() - region.transferred() > HeldBody.MAX_BYTES) {
        return Reason.TOO_LARGE;
      }
      bytes = read(region);
    } else {
      ByteBuf content = piece instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) piece;
      if (content.readableBytes() > HeldBody.MAX_BYTES) {
        return Reason.TOO_LARGE;
      }
      int[] at = {content.readerIndex()};
      return held.write(
          (to, offset, count) -> {
            content.getBytes(at[0], to, offset, count);
            at[0] += count;
            return count;
          },
          content.readableBytes());
    }
    return held.write(bytes, 0, bytes.length);
  }

  /** How many bytes were copied so far. */
  long length() {
    return held.length();
  }

  private static byte[] read(FileRegion region) throws IOException {
    ByteBuffer to = ByteBuffer.allocate((int) (region.count() - region.transferred()));
    try (WritableByteChannel channel = new Memory(to)) {
      while (to.hasRemaining()) {
        if (region.transferTo(channel, region.transferred()) <= 0) {
          throw new IOException("the file has become shorter than it was said to be");
        }
      }
    }
    return to.array();
  }

  /** Takes what a file gives. */
  private record Memory(ByteBuffer to) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer from) {
      int count = from.remaining();
      to.put(from);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** A piece was copied. True for the first that was not yet confirmed to the client. */
  boolean took(ChannelPromise promise, long bytes) {
    if (promise.isVoid()) {
      return false;
    }
    taken.add(new Taken(promise, bytes));
    return taken.size() == 1;
  }

  /** Confirms the copied pieces to a client that may wait for that before it writes more. */
  void goOn() {
    if (!isComplete) {
      keepPromises();
    }
  }

  private void keepPromises() {
    List<Taken> due = List.copyOf(taken);
    taken.clear();
    due.forEach(Taken::keep);
  }

  /** The last piece was copied. */
  void complete(HttpHeaders trailing, ChannelPromise promise, long bytes) {
    isComplete = true;
    held.whole();
    trailers = trailing;
    last = new Taken(promise, bytes);
  }

  boolean isComplete() {
    return isComplete;
  }

  /** A message that goes out as it is, after what was copied. */
  void keep(Object message, ChannelPromise promise) {
    uncopied.add(new Written(message, promise));
    headSent |= message == request;
    if (message instanceof LastHttpContent) {
      isComplete = true;
    }
  }

  /** All that is there. */
  Body body() {
    return held.length() == 0 ? Body.NONE : new Body.Held(held.bytes());
  }

  CompletableFuture<Void> judgeAll() {
    return EventLoopAnswers.ask(guard, () -> judged(body()), origin, 0, faultBy());
  }

  CompletableFuture<Void> judge(Body body) {
    return EventLoopAnswers.ask(guard, () -> judged(body), origin, 0, faultBy());
  }

  CompletableFuture<Void> fault(Throwable error) {
    return faultBy().by(error);
  }

  private EventLoopAnswers.Fault faultBy() {
    return new EventLoopAnswers.Fault(guard, WriteGate.CLIENT, request.method().name(), target);
  }

  private OutboundRequest judged(Body body) {
    List<Header> headers = new ArrayList<>(request.headers().size());
    for (Map.Entry<String, String> header : request.headers()) {
      headers.add(new Header(header.getKey(), header.getValue()));
    }
    return new OutboundRequest(
        request.method().name(), target.url(target.scheme()), headers, body, WriteGate.CLIENT);
  }

  /** Takes all messages that have not been written yet to the encoder, in their order. */
  void replay(List<Object> messages, Encoder encoder) {
    held.release();
    for (int i = 0; i < messages.size(); i++) {
      ChannelPromise promise = encoder.newPromise();
      if (i == messages.size() - 1) {
        settleBy(promise);
      }
      encoder.write(messages.get(i), promise);
    }
    for (Written each = uncopied.poll(); each != null; each = uncopied.poll()) {
      encoder.write(each.message(), each.promise());
    }
  }

  private void settleBy(ChannelPromise written) {
    List<Taken> due = new ArrayList<>(taken);
    taken.clear();
    if (last != null) {
      due.add(last);
    }
    written.addListener(
        done -> {
          for (Taken each : due) {
            if (done.isSuccess()) {
              each.keep();
            } else {
              each.promise.tryFailure(done.cause());
            }
          }
        });
  }

  /** What was copied and has not been written yet, as messages. */
  List<Object> messages() {
    List<Object> messages = new ArrayList<>();
    if (isInOne) {
      return messages; // it is among those that were not copied
    }
    if (!headSent) {
      headSent = true;
      messages.add(head());
    }
    pieces(messages);
    return messages;
  }

  /** Alone: content that came in one object with it is among the copies. */
  private HttpRequest head() {
    return request instanceof ByteBufHolder
        ? new DefaultHttpRequest(
            request.protocolVersion(), request.method(), request.uri(), request.headers())
        : request;
  }

  private void pieces(List<Object> messages) {
    List<ByteBuf> buffers = new ArrayList<>();
    try {
      held.replay(
          new HeldBody.Steps() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
              buffers.add(Unpooled.wrappedBuffer(bytes, offset, length));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
          });
    } catch (IOException e) {
      throw new AssertionError(e); // nothing above throws it
    }
    for (int i = 0; i < buffers.size(); i++) {
      boolean isLast = isComplete && uncopied.isEmpty() && i == buffers.size() - 1;
      messages.add(isLast ? end(buffers.get(i)) : new DefaultHttpContent(buffers.get(i)));
    }
    if (isComplete && uncopied.isEmpty() && buffers.isEmpty()) {
      messages.add(end(Unpooled.EMPTY_BUFFER));
    }
  }

  private LastHttpContent end(ByteBuf content) {
    DefaultLastHttpContent end = new DefaultLastHttpContent(content, false);
    if (trailers != null) {
      end.trailingHeaders().set(trailers);
    }
    return end;
  }

  /** Gives the copies back of a message that goes out as it is. */
  void release() {
    held.release();
  }

  /** Gives everything up that has not been written. */
  void drop(Encoder encoder, Throwable cause) {
    held.release();
    keepPromises(); // one failure is enough
    if (last != null) {
      last.promise.tryFailure(cause);
    }
    for (Written each = uncopied.poll(); each != null; each = uncopied.poll()) {
      encoder.drop(each.message(), each.promise(), cause);
    }
  }
}
