package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/** At the start of the exchange, before its head is written: holds the body and asks the guard. */
public final class HoldGate implements Gate {
  static final String CLIENT = "okhttp";

  private final Guard guard;

  public HoldGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object self, @Nullable Object chain, @Nullable Object none, @Nullable Object unused)
      throws IOException {
    if (!(chain instanceof Interceptor.Chain exchange)) {
      return;
    }
    Request request = exchange.request();
    HttpUrl url = request.url();
    if (!guard.concerns(url.host(), url.port(), url.toString(), request.header("Host"))) {
      return;
    }
    Call call = null;
    Recording recording = null;
    boolean passed = false;
    try {
      call = OkHttpVersion.call(exchange);
      RequestBody body = request.body();
      Body judged = Body.NONE;
      if (body != null) {
        Reason open = whyOpen(body);
        if (open != null) {
          judged = new Body.NotHeld(open);
        } else {
          Origin origin = call == null ? null : EnqueueGate.of(call);
          recording =
              Recording.of(body, guard.hold(length(body)), new Late(exchange, request, origin));
          judged = recording.judged();
        }
      }
      if (recording == null || !recording.isPassing()) {
        check(request, judged, call == null ? null : EnqueueGate.of(call));
      }
      passed = true;
    } catch (RuntimeException | Error e) {
      guard.fault(CLIENT, place(request), e);
      passed = true;
    } finally {
      if (!passed && recording != null) {
        recording.release();
      }
    }
    if (recording != null) {
      if (call != null && call.isCanceled() && !recording.isPassing()) {
        // The client's own words: without the guard it would have met this while it wrote.
        recording.release();
        throw new IOException("Canceled");
      }
      recording.keepFor(chain);
    }
  }

  /** A body that is not whole in time. */
  private final class Late implements Recording.Stalled {
    private final Interceptor.Chain exchange;
    private final Request request;
    private final @Nullable Origin origin;

    Late(Interceptor.Chain exchange, Request request, @Nullable Origin origin) {
      this.exchange = exchange;
      this.request = request;
      this.origin = origin;
    }

    @Override
    public void check() throws BlockedRequestException {
      HoldGate.this.check(request, new Body.NotHeld(Reason.STALLED), origin);
    }

    @Override
    public @Nullable Sink begin() throws IOException {
      return BegunExchange.begin(exchange, request);
    }
  }

  private void check(Request request, Body judged, @Nullable Origin origin)
      throws BlockedRequestException {
    guard.check(
        new OutboundRequest(
            request.method(), request.url().toString(), headers(request.headers()), judged, CLIENT),
        origin,
        0);
  }

  private static RequestPlace place(Request request) {
    HttpUrl url = request.url();
    return new RequestPlace(
        request.method(),
        url.scheme(),
        url.host(),
        url.port(),
        url.toString(),
        request.header("Host"));
  }

  /** Why this body is not to be held at all, or null. */
  private static @Nullable Reason whyOpen(RequestBody body) {
    if (OkHttpVersion.isDuplex(body)) {
      return Reason.DUPLEX;
    }
    return length(body) > HeldBody.MAX_BYTES ? Reason.TOO_LARGE : null;
  }

  private static long length(RequestBody body) {
    try {
      return body.contentLength();
    } catch (IOException e) {
      return -1; // the caller's own failure, which writing the body will show
    }
  }

  private static List<Header> headers(Headers headers) {
    List<Header> list = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      list.add(new Header(headers.name(i), headers.value(i)));
    }
    return list;
  }
}
