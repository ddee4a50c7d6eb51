package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.gates.apache5.ExecuteGate;
import dev.flowguard.agent.gates.apache5.Target;
import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.BasicHttpContext;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.SocketTimeoutExceptionFactory;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One exchange that is kept back from its connection: the caller's handler is asked for its head
 * and its body, they are judged, and then it is queued as it would have been, or fails.
 *
 * <p>Where the server is to be asked before the body is sent, the head is judged and queued alone,
 * and the body is held when the connection asks for it.
 */
final class Exchange extends Handler {
  /** How long a caller that has nothing to write, but says it has, is left alone. */
  private static final int IDLE_MILLIS = 2;

  /** How often a connection is looked at while its request is awaited. */
  private static final int LOOK_MILLIS = 250;

  /** By name, because 5.0 has none. */
  private static final String NOT_EXECUTED = ".RequestNotExecutedException";

  private final Guard guard;
  private final IOSession session;
  private final RequestExecutionCommand command;
  private final Command.Priority priority;
  private final HttpContext context;
  private final Dependency dependency;
  private final long begun = System.nanoTime();
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicBoolean isBodyJudged = new AtomicBoolean();

  private volatile @Nullable Head head;
  private volatile @Nullable Holding holding;
  private volatile @Nullable Started started;

  /** True from when the connection has it. */
  private volatile boolean isQueued;

  private boolean isBeginning = true;

  /** What the caller asked to send. */
  private record Head(
      HttpRequest request, @Nullable EntityDetails body, HttpContext context, Target target) {}

  Exchange(
      Guard guard, IOSession session, RequestExecutionCommand command, Command.Priority priority) {
    super(command.getExchangeHandler());
    this.guard = guard;
    this.session = session;
    this.command = command;
    this.priority = priority;
    this.context = command.getContext() == null ? new BasicHttpContext() : command.getContext();
    this.started = Started.of(context);
    this.dependency = new Dependency(command.getCancellableDependency());
  }

  /** Asks the caller for its request. */
  void begin() {
    dependency.holding(this::cancelHeld);
    try {
      caller.produceRequest(this::take, context);
    } catch (HttpException | IOException | RuntimeException e) {
      fail(e);
      return;
    }
    Head taken;
    synchronized (this) {
      isBeginning = false;
      taken = head;
    }
    if (taken != null) {
      proceed(taken);
    } else {
      late();
    }
  }

  /** The caller's head, mostly while it is asked for it. */
  private void take(HttpRequest request, @Nullable EntityDetails body, HttpContext given)
      throws HttpException {
    boolean isSecure =
        session instanceof TransportSecurityLayer layer && layer.getTlsDetails() != null;
    Head taken =
        new Head(request, body, given, Target.of(request, isSecure, session.getRemoteAddress()));
    synchronized (this) {
      if (head != null) {
        throw new HttpException("Request already committed"); // the client's own words
      }
      head = taken;
      if (isBeginning) {
        return;
      }
    }
    proceed(taken);
  }

  private void proceed(Head taken) {
    Target target = taken.target();
    EntityDetails body = taken.body();
    if (target.isTunnel() || !target.isConcerned(guard)) {
      queue();
    } else if (body == null) {
      judge(Body.NONE, this::queue);
    } else if (body.getContentLength() > HeldBody.MAX_BYTES) {
      judge(new Body.NotHeld(Reason.TOO_LARGE), this::queue);
    } else {
      Holding held = new Holding(guard.hold(body.getContentLength()), this::wanted);
      holding = held;
      if (Target.expectsContinue(taken.request())) {
        judge(Body.NONE, this::queue);
      } else {
        collect(held);
      }
    }
  }

  /** The caller asks to be called, on a thread of its own. */
  private void wanted() {
    if (turns.getAndIncrement() == 0) {
      Workers.run(() -> turn(1));
    }
  }

  private void collect(Holding held) {
    expectWhole(held);
    turns.incrementAndGet();
    turn(1);
    if (held.isHolding()) {
      late();
    }
  }

  private void expectWhole(Holding held) {
    held.expectWhole(
        () -> {
          held.stall();
          judgeOnceClosed(held);
        });
  }

  /** Calls the caller for its body as often as it asked for it; never twice at a time. */
  private void turn(int asked) {
    Holding held = holding;
    int left = asked;
    while (held != null && held.isHolding() && !isQueued) {
      int before = held.length();
      boolean hasMore = call(held);
      if (!held.isHolding()) {
        break;
      }
      if (hasMore) {
        turns.incrementAndGet();
      }
      left = turns.addAndGet(-left);
      if (left == 0) {
        return;
      }
      if (held.length() == before) {
        int next = left;
        Workers.runIn(IDLE_MILLIS, () -> turn(next));
        return;
      }
    }
    if (held != null) {
      judgeOnceClosed(held);
    }
  }

  private void judgeOnceClosed(Holding held) {
    if (held.isClosed() && isBodyJudged.compareAndSet(false, true)) {
      judge(held.judged(), () -> give(held));
    }
  }

  /** One call of the caller; true if it says that it has more. */
  private boolean call(Holding held) {
    try {
      caller.produce(held);
      held.turn();
      return held.isHolding() && caller.available() > 0;
    } catch (IOException | RuntimeException | Error e) {
      held.fail(e); // the caller's own failure, for the connection to meet
      return false;
    }
  }

  /** It takes longer than the call: notes who called, and looks whether the connection is there. */
  private void late() {
    if (started == null) {
      started = Started.here();
    }
    look();
  }

  private void look() {
    Workers.runIn(
        LOOK_MILLIS,
        () -> {
          if (isQueued || hasEnded()) {
            return;
          }
          if (session.isOpen()) {
            look();
          } else {
            failAsClosed();
          }
        });
  }

  /** Judges at once on the thread of who called, and elsewhere what has come to another thread. */
  private void judge(Body body, Runnable then) {
    Head taken = head;
    if (taken == null) {
      return;
    }
    if (started == null || started.isHere()) {
      judge(taken, body, then);
    } else {
      Workers.run(() -> judge(taken, body, then));
    }
  }

  private void judge(Head taken, Body body, Runnable then) {
    Thread asking = Thread.currentThread();
    check(taken, body)
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                then.run();
              } else if (Thread.currentThread() == asking) {
                // The answer was there at once: what the caller does next may take its time.
                Workers.answer(() -> block(Answers.cause(failure)));
              } else {
                block(Answers.cause(failure));
              }
            });
  }

  /** Asks the guard; a fault is the guard's to decide, never the caller's to see. */
  private CompletableFuture<Void> check(Head taken, Body body) {
    Target target = taken.target();
    try {
      return guard.checkLater(
          target.with(taken.request(), laterHeaders(taken), body, EnqueueGate.CLIENT),
          started == null ? null : started.origin(),
          0);
    } catch (RuntimeException | Error e) {
      return guard.faultLater(EnqueueGate.CLIENT, target.requestPlace(), e);
    }
  }

  /** Those that come after the body, and those that the connection adds for the body. */
  private List<Header> laterHeaders(Head taken) {
    Holding held = holding;
    List<Header> headers = new ArrayList<>(held == null ? List.of() : held.trailers());
    EntityDetails body = taken.body();
    if (body != null) {
      addMissing(headers, taken.request(), HttpHeaders.CONTENT_TYPE, body.getContentType());
      addMissing(headers, taken.request(), HttpHeaders.CONTENT_ENCODING, body.getContentEncoding());
    }
    return headers;
  }

  private static void addMissing(
      List<Header> headers, HttpRequest request, String name, @Nullable String value) {
    if (value != null && !request.containsHeader(name)) {
      headers.add(new BasicHeader(name, value));
    }
  }

  private void give(Holding held) {
    held.release();
    if (isQueued) {
      held.requestOutput();
    } else {
      queue();
    }
  }

  private void failAsClosed() {
    fail(new ConnectionClosedException("Connection is closed"));
  }

  /** Hands the exchange to its connection, as was asked for. */
  private void queue() {
    if (hasEnded()) {
      return;
    }
    isQueued = true;
    try {
      session.enqueue(
          new RequestExecutionCommand(this, command.getPushHandlerFactory(), dependency, context),
          priority);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    if (!session.isOpen()) {
      failAsClosed(); // which 5.0 forgets about what it queues too late
    }
  }

  private void block(@Nullable Throwable cause) {
    HttpException failure =
        cause instanceof BlockedRequestException blocked
            ? ExecuteGate.failure(blocked)
            : new HttpException("flowguard: the judgement has failed", cause);
    if (!isQueued) {
      CloseGate.sparing(session, () -> fail(failure));
      return;
    }
    fail(failure);
    if (!dependency.cancelStream()) {
      session.close(CloseMode.IMMEDIATE); // the head has left: HTTP/1.1 has no other way
    }
  }

  /**
   * The connection may have timed out while the request was held, of which it knew nothing: it says
   * only that the request was not executed, and the client would try again what cannot be done in
   * time.
   */
  @Override
  Exception asWithoutUs(Exception cause) {
    Timeout limit = session.getSocketTimeout();
    return cause.getClass().getName().endsWith(NOT_EXECUTED)
            && limit.isEnabled()
            && System.nanoTime() - begun >= limit.toNanoseconds()
        ? SocketTimeoutExceptionFactory.create(limit)
        : cause;
  }

  private void fail(Exception cause) {
    try {
      failed(cause);
    } finally {
      releaseResources();
    }
  }

  private boolean cancelHeld() {
    if (hasEnded()) {
      return false;
    }
    fail(new CancellationException("the exchange was cancelled"));
    return true;
  }

  @Override
  void end() {
    Holding held = holding;
    if (held != null) {
      held.drop();
    }
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext unused)
      throws HttpException, IOException {
    Head taken = head;
    if (taken != null) {
      channel.sendRequest(taken.request(), taken.body(), taken.context());
    }
  }

  @Override
  public int available() {
    Holding held = holding;
    if (held == null || held.isHolding() || held.isPassing()) {
      return caller.available();
    }
    return held.isGiving() ? 1 : 0;
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    Holding held = holding;
    if (held == null) {
      caller.produce(channel);
      return;
    }
    held.connect(channel);
    if (held.isGiving()) {
      held.give(channel);
    } else if (held.isPassing()) {
      caller.produce(held);
    } else if (held.isHolding()) {
      expectWhole(held);
      turns.incrementAndGet(); // an end on this thread is seen here
      boolean hasMore = call(held);
      turns.decrementAndGet();
      if (hasMore) {
        channel.requestOutput();
      }
      judgeOnceClosed(held);
    }
  }

  /**
   * The connection's methods declare what they throw; what a caller threw is given on as it was.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> void sneakyThrow(Throwable e) throws X {
    throw (X) e;
  }
}
