package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/** Where an exchange begins: collects the body, asks the guard, and goes on or fails. */
public final class ExchangeGate implements Gate {
  static final String CLIENT = "java.net.http";

  private final Guard guard;

  public ExchangeGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object exchange, @Nullable Object a, @Nullable Object b, @Nullable Object unused) {
    if (exchange == null) {
      return null;
    }
    HttpRequestImpl request = Internals.request(exchange);
    URI uri = request.uri();
    String host = uri.getHost();
    if (host == null
        || !guard.concerns(host, uri.getPort(), uri.toString(), Internals.hostHeader(request))) {
      if (Held.isAnyUnsent()) {
        // Where content may go: gives what was held for a server that has redirected it unread.
        request.bodyPublisher().ifPresent(body -> Held.collected(request, body));
      }
      return null;
    }
    try {
      return judge(exchange, request);
    } catch (RuntimeException | Error e) {
      return goOn(exchange, guard.faultLater(CLIENT, place(request), e));
    }
  }

  private CompletableFuture<?> judge(Object exchange, HttpRequestImpl request) {
    BodyPublisher body = request.bodyPublisher().orElse(null);
    if (body == null || body.contentLength() == 0) {
      return goOn(exchange, check(exchange, request, Body.NONE));
    }
    Runnable answered = () -> Held.answered(request, body);
    Held held = Held.collected(request, body);
    if (held != null) {
      return goOn(exchange, check(exchange, request, held.judged()), answered);
    }
    if (body.contentLength() > HeldBody.MAX_BYTES) {
      return goOn(exchange, check(exchange, request, new Body.NotHeld(Reason.TOO_LARGE)));
    }
    Collector collector =
        new Collector(
            body.contentLength(),
            guard.hold(body.contentLength()),
            judged -> check(exchange, request, judged));
    CancelGate.pending(exchange, collector);
    collector.expectWhole();
    CompletableFuture<?> answer =
        goOn(exchange, collector.done().thenAccept(passed -> passed.keepFor(request)), answered);
    subscribe(body, collector);
    return answer;
  }

  private static void subscribe(BodyPublisher body, Collector collector) {
    try {
      body.subscribe(collector);
    } catch (RuntimeException | Error e) {
      collector.onError(e); // the caller's own failure, for the connection to meet
    }
  }

  private static CompletableFuture<?> goOn(Object exchange, CompletableFuture<Void> passed) {
    return goOn(exchange, passed, () -> {});
  }

  /** Runs the method that was hooked, once the request has passed. */
  private static CompletableFuture<?> goOn(
      Object exchange, CompletableFuture<Void> passed, Runnable answered) {
    return passed
        .thenCompose(nothing -> (CompletionStage<?>) Internals.responseAsync(exchange))
        .whenComplete(
            (response, failure) -> {
              CancelGate.done(exchange);
              if (failure == null) {
                answered.run();
                StartGate.answered(exchange, response);
              }
            });
  }

  private CompletableFuture<Void> check(Object exchange, HttpRequestImpl request, Body body) {
    try {
      OutboundRequest judged =
          new OutboundRequest(
              request.method(), request.uri().toString(), Internals.headers(request), body, CLIENT);
      return guard.checkLater(judged, StartGate.of(exchange), 0);
    } catch (RuntimeException | Error e) {
      return guard.faultLater(CLIENT, place(request), e);
    }
  }

  private static RequestPlace place(HttpRequestImpl request) {
    URI uri = request.uri();
    return new RequestPlace(
        request.method(),
        uri.getScheme(),
        uri.getHost(),
        uri.getPort(),
        uri.toString(),
        Internals.hostHeader(request));
  }
}
