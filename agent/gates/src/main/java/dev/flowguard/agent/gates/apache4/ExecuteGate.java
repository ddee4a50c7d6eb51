package dev.flowguard.agent.gates.apache4;

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
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Where a request is about to be written: holds its entity and asks the guard. */
public final class ExecuteGate implements Gate {
  /** Requests whose bodies went on to the network while their callers wrote them. */
  static final SentRequests SENT =
      new SentRequests(HttpClientConnection.class, "sendRequestEntity");

  static final String CLIENT = "apache-httpclient-4";

  /** What the thread is sending, so that it is released if it is never written. */
  private static final ThreadLocal<HeldEntity> SENDING = new ThreadLocal<>();

  private final Guard guard;

  public ExecuteGate(Guard guard) {
    this.guard = guard;
  }

  /** Takes what the thread was sending; null if that was no held entity. */
  static @Nullable HeldEntity sent() {
    HeldEntity entity = SENDING.get();
    if (entity != null) {
      SENDING.remove();
    }
    return entity;
  }

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object connection,
      @Nullable Object context)
      throws HttpException, IOException {
    if (!(message instanceof HttpRequest request)
        || !(connection instanceof HttpConnection conn)
        || !(context instanceof HttpContext values)) {
      return;
    }
    SENT.forget(request);
    Place place = Place.of(guard, request, values, conn);
    if (place == null) {
      giveUnsent(request);
      return;
    }
    if (place.isTunnel()) {
      return;
    }
    try {
      HeldEntity entity = hold(request, conn, place);
      IOException failure = entity == null ? null : entity.failure();
      if (entity != null && failure != null && !conn.isOpen()) {
        // Cancelled while the entity wrote itself: its own failure comes before the connection's.
        sent();
        entity.release();
        throw failure;
      }
    } catch (BlockedRequestException blocked) {
      // HttpClient retries an IOException, a ProtocolException too, and judges it again.
      throw new HttpException(blocked.getMessage(), blocked);
    }
  }

  /** Where content may go: gives what was held for a server that has redirected it unread. */
  private static void giveUnsent(HttpRequest request) {
    if (!HeldEntity.isAnyUnsent()
        || !(request instanceof HttpEntityEnclosingRequest enclosing)
        || enclosing.getEntity() == null
        || enclosing.getEntity().isRepeatable()) {
      return;
    }
    HeldEntity entity = held(enclosing.getEntity());
    entity.holdUnsent();
    if (entity.recording() != null) {
      enclosing.setEntity(entity);
      SENDING.set(entity);
    }
  }

  private @Nullable HeldEntity hold(HttpRequest request, HttpConnection conn, Place place)
      throws IOException {
    HttpEntityEnclosingRequest enclosing =
        request instanceof HttpEntityEnclosingRequest with && with.getEntity() != null
            ? with
            : null;
    HeldEntity entity = null;
    boolean passed = false;
    try {
      if (enclosing == null) {
        guard.check(place.with(request, Body.NONE, CLIENT));
      } else {
        entity = held(enclosing.getEntity());
        entity.holdUnsent();
        judge(enclosing, conn, entity, place);
        if (entity.recording() != null) {
          enclosing.setEntity(entity);
          SENDING.set(entity);
        }
      }
      passed = true;
    } catch (RuntimeException | Error e) {
      guard.fault(CLIENT, place.requestPlace(), e);
      passed = true;
      if (entity != null && entity.recording() == null && !entity.isRepeatable()) {
        throw new IOException("flowguard: a body that can be written only once was lost", e);
      }
    } finally {
      if (!passed && entity != null) {
        entity.release();
      }
    }
    return entity;
  }

  /** A body that cannot be held, or not any longer. */
  private final class Unheld implements Recording.Large {
    private final HttpEntityEnclosingRequest request;
    private final HttpConnection connection;
    private final Place place;

    Unheld(HttpEntityEnclosingRequest request, HttpConnection connection, Place place) {
      this.request = request;
      this.connection = connection;
      this.place = place;
    }

    @Override
    public void check(Reason why) throws BlockedRequestException {
      guard.check(place.with(request, new Body.NotHeld(why), CLIENT));
    }

    @Override
    public OutputStream begin(Handover handover) throws IOException {
      HttpEntity own = request.getEntity();
      HttpClientConnection client = (HttpClientConnection) connection;
      return handover.begin(
          () -> {
            client.sendRequestHeader(request);
            request.setEntity(new PassingEntity(own, handover));
            try {
              client.sendRequestEntity(request);
            } finally {
              request.setEntity(own);
            }
          });
    }
  }

  private static HeldEntity held(HttpEntity entity) {
    return entity instanceof HeldEntity already ? already : new HeldEntity(entity);
  }

  private void judge(
      HttpEntityEnclosingRequest request, HttpConnection conn, HeldEntity entity, Place place)
      throws IOException {
    Recording recording = entity.recording();
    if (recording == null) {
      if (entity.getContentLength() > HeldBody.MAX_BYTES) {
        guard.check(place.with(request, new Body.NotHeld(Reason.TOO_LARGE), CLIENT));
        return;
      }
      HeldBody body = guard.hold(entity.getContentLength());
      boolean held = false;
      try {
        recording = Recording.of(entity.original(), body, new Unheld(request, conn, place));
        if (recording.isPassing()) {
          SENT.add(request, recording.ended());
          return;
        }
        held = recording.isWhole();
      } finally {
        if (!held) {
          body.release();
        }
      }
      if (!held) {
        return; // judged by its size; it writes itself again
      }
      entity.hold(recording);
      if (recording.isJudged()) {
        return;
      }
    }
    guard.check(place.with(request, recording.judged(), CLIENT));
  }
}
