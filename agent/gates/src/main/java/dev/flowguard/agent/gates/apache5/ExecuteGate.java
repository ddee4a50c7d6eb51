package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Handover;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.SentRequests;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.jspecify.annotations.Nullable;

/** At the start of an exchange, before its head is written: holds the body and asks the guard. */
public final class ExecuteGate implements Gate {
  /** Requests whose bodies went on to the network while their callers wrote them. */
  static final SentRequests SENT =
      new SentRequests(HttpClientConnection.class, "sendRequestEntity");

  static final String CLIENT = "apache-httpclient-5";

  private final Guard guard;

  public ExecuteGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object connection,
      @Nullable Object callback)
      throws HttpException, IOException {
    if (!(message instanceof ClassicHttpRequest request)
        || !(connection instanceof HttpClientConnection exchange)) {
      return;
    }
    SENT.forget(request);
    Target target = Target.concerned(guard, request, exchange);
    if (target == null || target.isTunnel()) {
      return;
    }
    try {
      begin(request, exchange, target);
    } catch (BlockedRequestException blocked) {
      throw failure(blocked);
    }
  }

  private void begin(ClassicHttpRequest request, HttpClientConnection exchange, Target target)
      throws IOException {
    Recording recording = null;
    boolean passed = false;
    HttpEntity entity = request.getEntity();
    try {
      if (entity != null && Target.expectsContinue(request)) {
        // The server is asked first: its word decides whether there will be a body at all.
        guard.check(target.with(request, Body.NONE), null, 0);
        request.setEntity(new AwaitedEntity(entity, request, exchange, target, guard));
        return;
      }
      Body judged = Body.NONE;
      if (entity != null) {
        if (entity.getContentLength() > HeldBody.MAX_BYTES) {
          judged = new Body.NotHeld(Reason.TOO_LARGE);
        } else if (entity instanceof HeldEntity known && known.isHolding()) {
          judged = known.judged(); // an earlier attempt has failed before its body was written
        } else {
          HttpEntity original = entity instanceof HeldEntity known ? known.original() : entity;
          recording =
              Recording.of(
                  original,
                  guard.hold(original.getContentLength()),
                  new Late(request, exchange, target));
          judged = recording.judged();
        }
      }
      if (recording == null || !recording.isPassing()) {
        guard.check(target.with(request, judged), null, 0);
      }
      passed = true;
    } catch (RuntimeException | Error e) {
      guard.fault(CLIENT, target.requestPlace(), e);
      passed = true;
    } finally {
      if (!passed && recording != null) {
        recording.release();
      }
    }
    if (recording != null) {
      recording.keepFor(request);
    }
  }

  /** A body that is not whole in time. */
  private final class Late implements Recording.Stalled {
    private final ClassicHttpRequest request;
    private final HttpClientConnection exchange;
    private final Target target;

    Late(ClassicHttpRequest request, HttpClientConnection exchange, Target target) {
      this.request = request;
      this.exchange = exchange;
      this.target = target;
    }

    @Override
    public void check() throws BlockedRequestException {
      guard.check(target.with(request, new Body.NotHeld(Reason.STALLED)), null, 0);
    }

    @Override
    public OutputStream begin(Handover handover) throws IOException {
      HttpEntity own = request.getEntity();
      return handover.begin(
          () -> {
            exchange.sendRequestHeader(request);
            request.setEntity(new PassingEntity(own, handover));
            try {
              exchange.sendRequestEntity(request);
            } finally {
              request.setEntity(own);
            }
          });
    }
  }

  /** What the client neither retries nor takes for a fault of the network. */
  public static HttpException failure(BlockedRequestException blocked) {
    return new HttpException(blocked.getMessage(), blocked);
  }
}
