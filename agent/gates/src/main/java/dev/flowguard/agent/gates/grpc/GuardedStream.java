package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.GrpcFraming;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.WritableBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call to a host that some rule concerns: its head and frames wait in order until the message
 * that they belong to is whole and judged. A call of a single message has its head held with it;
 * any other sends its head first, as its caller may wait for the server's word.
 *
 * <p>One thread at a time does the work, and no lock is held meanwhile, as the transport has its
 * own. Nothing here leads back to the sink: it is the key under which this is kept.
 */
final class GuardedStream {
  private static final WeakIdentityMap<Object, GuardedStream> STREAMS =
      new WeakIdentityMap<>(GuardedStream::end);
  private static final String BINARY = "-bin";

  /** Of a call whose own place cannot be read. */
  private static final Place NOWHERE = new Place("", -1, "");

  /**
   * Where a call goes to.
   *
   * @param url absolute
   */
  record Place(String host, int port, String url) {}

  private sealed interface Step {}

  private record Head(Metadata metadata, byte @Nullable [] payload) implements Step {}

  private record Frame(
      @Nullable WritableBuffer buffer, int size, boolean isEnd, boolean flush, int messages)
      implements Step {}

  /** The time is over within which what is held must be whole. */
  private record Stalled() implements Step {}

  private final Guard guard;
  private final Transport transport;
  private final Place place;
  private final boolean isOfOneMessage;

  /** What the rules say to a call that could not be read; null for others. */
  private final @Nullable CompletableFuture<Void> unread;

  /** What has not been looked at yet; guarded by this, as are the next three. */
  private final Queue<Step> waiting = new ArrayDeque<>();

  private boolean isBusy;
  private boolean isOver;
  private boolean headIsSent;

  /** The thread that sends what may leave; its next call goes through, and no other. */
  private volatile @Nullable Thread passing;

  // What follows is of the one thread that is at work.
  private final GrpcFraming framing = new GrpcFraming();
  private final List<Step> held = new ArrayList<>();
  private final HeldBody body;
  private List<Header> headers = List.of();
  private String query = "";
  private long sent;

  /** Set while the rest of a message that was too large to hold passes. */
  private boolean passesRest;

  GuardedStream(Guard guard, Transport transport, Place place, boolean isOfOneMessage) {
    this(guard, transport, place, isOfOneMessage, null);
  }

  private GuardedStream(
      Guard guard,
      Transport transport,
      Place place,
      boolean isOfOneMessage,
      @Nullable CompletableFuture<Void> unread) {
    this.guard = guard;
    this.transport = transport;
    this.place = place;
    this.isOfOneMessage = isOfOneMessage;
    this.unread = unread;
    this.body = guard.hold(-1);
  }

  /** A call that could not be read: nothing of it leaves before the rules say that it may. */
  static GuardedStream unread(Guard guard, Transport transport, Throwable error) {
    CompletableFuture<Void> mayPass =
        guard.faultLater(transport.client(), RequestPlace.UNKNOWN, error);
    return new GuardedStream(guard, transport, NOWHERE, false, mayPass);
  }

  static @Nullable GuardedStream of(Object sink) {
    return STREAMS.get(sink);
  }

  void keepFor(Object sink) {
    STREAMS.put(sink, this);
  }

  /**
   * True, once, if the running thread is sending what was judged. What it sends further down the
   * stack, as a caller does whose listener is called inline when there is room for more, is not
   * that.
   */
  boolean isPassing() {
    boolean isIt = passing == Thread.currentThread();
    if (isIt) {
      passing = null;
    }
    return isIt;
  }

  void head(Object sink, Metadata metadata, byte @Nullable [] payload) {
    add(sink, new Head(metadata, payload));
  }

  void frame(
      Object sink, @Nullable WritableBuffer buffer, boolean isEnd, boolean flush, int messages) {
    int size = buffer == null ? 0 : buffer.readableBytes();
    add(sink, new Frame(buffer, size, isEnd, flush, messages));
  }

  /** The call is being cancelled, by whomever. */
  void cancelled(Object sink) {
    end();
    boolean isFirst;
    synchronized (this) {
      isFirst = !headIsSent;
      headIsSent = true;
    }
    if (isFirst) {
      transport.neverBegun(transport.streamOf(sink));
    }
  }

  /** What is held goes, and what comes now goes nowhere. */
  private void end() {
    synchronized (this) {
      isOver = true;
      waiting.forEach(GuardedStream::drop);
      waiting.clear();
      if (isBusy) {
        return; // who is at work sees it
      }
      isBusy = true; // for good
    }
    release();
  }

  private void add(Object sink, Step step) {
    synchronized (this) {
      if (isOver) {
        drop(step);
        return;
      }
      waiting.add(step);
      if (isBusy) {
        return;
      }
      isBusy = true;
    }
    work(sink);
  }

  private void work(Object sink) {
    while (true) {
      Step step;
      synchronized (this) {
        step = waiting.poll();
        if (step == null && !isOver) {
          isBusy = false;
          return;
        }
      }
      if (step == null) {
        release();
        return;
      }
      CompletableFuture<Void> passed = take(sink, step);
      if (passed == null) {
        continue;
      }
      if (!Answers.passedAtOnce(passed)) {
        passed.whenComplete((nothing, blocked) -> goOn(sink, blocked));
        return;
      }
      send(sink);
    }
  }

  private void goOn(Object sink, @Nullable Throwable failure) {
    if (failure == null) {
      send(sink);
      work(sink);
      return;
    }
    Throwable blocked = Answers.cause(failure);
    end();
    release();
    transport
        .streamOf(sink)
        .cancel(
            Status.PERMISSION_DENIED
                .withDescription(String.valueOf(blocked.getMessage()))
                .withCause(blocked));
  }

  /** Holds a step; null if more has to come, else whether what is held may leave. */
  private @Nullable CompletableFuture<Void> take(Object sink, Step step) {
    try {
      if (step instanceof Stalled) {
        return held.isEmpty() ? null : stalled();
      }
      held.add(step);
      if (unread != null) {
        return unread;
      }
      CompletableFuture<Void> passed = hold(sink, step);
      if (passed == null) {
        // For as long as that takes at most, the sink is held on to.
        body.expectWhole(() -> add(sink, new Stalled()));
      }
      return passed;
    } catch (RuntimeException | Error e) {
      return fault(e);
    }
  }

  private CompletableFuture<Void> stalled() {
    passesRest = !framing.isBetweenMessages();
    return judge(new Body.NotHeld(Reason.STALLED));
  }

  private @Nullable CompletableFuture<Void> hold(Object sink, Step step) {
    if (!(step instanceof Head head)) {
      return step instanceof Frame frame ? take(frame) : null;
    }
    transport.begin(transport.streamOf(sink));
    headers = headers(head.metadata());
    if (head.payload() == null && isOfOneMessage) {
      return null;
    }
    if (head.payload() == null) {
      CompletableFuture<Void> passed = judge(Body.NONE);
      // Looked at once; messages need only what says how they are written.
      headers = headers.stream().filter(GuardedStream::saysHowToRead).toList();
      return passed;
    }
    query = "?" + Base64.getEncoder().encodeToString(head.payload());
    return judge(Body.NONE);
  }

  private @Nullable CompletableFuture<Void> take(Frame frame) {
    Reason reason = null;
    if (frame.buffer() != null) {
      byte[] bytes = transport.bytes(frame.buffer());
      framing.add(bytes);
      if (passesRest) {
        passesRest = !framing.isBetweenMessages();
        return CompletableFuture.completedFuture(null);
      }
      reason = body.write(bytes, 0, bytes.length);
    }
    if (reason != null) {
      passesRest = !framing.isBetweenMessages();
      return judge(new Body.NotHeld(reason));
    }
    if (!framing.isBetweenMessages() && !frame.isEnd()) {
      return null;
    }
    return body.length() == 0 && !(held.get(0) instanceof Head)
        ? CompletableFuture.completedFuture(null)
        : judge(new Body.Held(body.bytes()));
  }

  private CompletableFuture<Void> judge(Body judged) {
    return guard.checkLater(
        new OutboundRequest("POST", place.url() + query, headers, judged, transport.client()),
        null,
        sent);
  }

  private CompletableFuture<Void> fault(Throwable error) {
    return guard.faultLater(
        transport.client(),
        new RequestPlace("POST", "https", place.host(), place.port(), place.url(), null),
        error);
  }

  /** Sends what is held, by the transport's own way. */
  private void send(Object sink) {
    List<Step> steps = List.copyOf(held);
    held.clear(); // each frame is released by the one that it is handed to
    release();
    for (Step step : steps) {
      if (step instanceof Head head) {
        start(sink, head);
      } else if (isOver()) {
        drop(step);
      } else if (step instanceof Frame frame) {
        sent += frame.size();
        passing = Thread.currentThread();
        transport.writeFrame(sink, frame.buffer(), frame.isEnd(), frame.flush(), frame.messages());
      }
    }
  }

  /** A stream that was cancelled first must not be started: the transport would keep it. */
  private synchronized void start(Object sink, Head head) {
    if (!isOver) {
      headIsSent = true;
      passing = Thread.currentThread();
      transport.writeHeaders(sink, head.metadata(), head.payload());
    }
  }

  private synchronized boolean isOver() {
    return isOver;
  }

  private static void drop(Step step) {
    if (step instanceof Frame frame && frame.buffer() != null) {
      frame.buffer().release();
    }
  }

  private void release() {
    held.forEach(GuardedStream::drop);
    held.clear();
    body.release();
  }

  private static boolean saysHowToRead(Header header) {
    return header.name().equals("content-type") || header.name().equals("grpc-encoding");
  }

  /** As they will be sent; the transport adds the content type. */
  private static List<Header> headers(Metadata metadata) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("content-type", "application/grpc"));
    for (String name : metadata.keys()) {
      if (name.endsWith(BINARY)) {
        Iterable<byte[]> values =
            metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
        if (values != null) {
          values.forEach(
              value -> headers.add(new Header(name, Base64.getEncoder().encodeToString(value))));
        }
      } else {
        Iterable<String> values =
            metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        if (values != null) {
          values.forEach(value -> headers.add(new Header(name, value)));
        }
      }
    }
    return headers;
  }
}
