package dev.flowguard.agent.gates.vertx;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Vert.x is hooked: one pair of classes for each protocol up to 5.0, another from 5.1 on. */
public final class VertxHooks {
  private static final List<String> PACKAGES = List.of("io/vertx", "io/netty");
  private static final String GATES = "dev.flowguard.agent.gates.vertx.";
  private static final String IMPL = "io/vertx/core/http/impl/";
  private static final String HEAD = "(Lio/vertx/core/http/impl/HttpRequestHead;";
  private static final String PRIORITY = "Lio/vertx/core/http/StreamPriority;";
  private static final String BUF = "Lio/netty/buffer/ByteBuf;";
  private static final String HANDLER = "Lio/vertx/core/Handler;)V";
  private static final String PROMISE = "Lio/vertx/core/Promise;)V";
  private static final String FUTURE = ")Lio/vertx/core/Future;";

  private VertxHooks() {}

  public static Client client() {
    return Client.library(
        "vertx",
        PACKAGES,
        null,
        handOver("Http1xClientConnection$StreamImpl"),
        send(
            "Http1xClientConnection",
            "beginRequest",
            beginRequest("Http1xClientConnection$Stream", HANDLER),
            beginRequest("Http1xClientConnection$Stream", PROMISE)),
        handOver("Http2ClientConnection$StreamImpl"),
        send(
            "Http2ClientConnection$StreamImpl",
            "writeHeaders",
            HEAD + BUF + "Z" + PRIORITY + "Z" + HANDLER,
            HEAD + BUF + "Z" + HANDLER,
            HEAD + BUF + "Z" + PRIORITY + "Z" + PROMISE),
        handOver("http1/Http1ClientConnection$StreamImpl"),
        send(
            "http1/Http1ClientConnection",
            "beginRequest",
            beginRequest("http1/Http1ClientConnection$Stream", PROMISE)),
        handOver("http2/DefaultHttp2ClientStream"),
        send(
            "http2/DefaultHttp2ClientStream",
            "writeHeaders",
            HEAD + BUF + "Z" + PRIORITY + PROMISE));
  }

  /** What is built on it and hands heads over on the event loop. */
  public static Client webClient() {
    return Client.library(
        "vertx-web-client",
        PACKAGES,
        null,
        webClient("createRequest", "(Lio/vertx/core/http/RequestOptions;)V", "RequestGate"),
        webClient("sendRequest", "(Lio/vertx/core/http/HttpClientRequest;)V", "WebClientGate"));
  }

  private static HookPoint webClient(String method, String descriptor, String gate) {
    return HookPoint.enter(WebClientGate.CALL.replace('.', '/'), method, descriptor, GATES + gate)
        .takingNotes();
  }

  private static HookPoint handOver(String stream) {
    return note(
        stream,
        "writeHead",
        List.of(
            HEAD + "Z" + BUF + "Z" + PRIORITY + "Z" + HANDLER,
            HEAD + "Z" + BUF + "Z" + PRIORITY + "Z" + FUTURE,
            HEAD + "ZLio/vertx/core/buffer/Buffer;Z" + PRIORITY + "Z" + FUTURE),
        "WriteHeadGate");
  }

  private static HookPoint send(String className, String method, String... descriptors) {
    return note(className, method, List.of(descriptors), "SendGate");
  }

  private static String beginRequest(String stream, String end) {
    return "(L" + IMPL + stream + ";Lio/vertx/core/http/impl/HttpRequestHead;Z" + BUF + "ZZ" + end;
  }

  private static HookPoint note(
      String className, String method, List<String> descriptors, String gate) {
    return new HookPoint(IMPL + className, method, descriptors, Kind.ENTER, null, GATES + gate)
        .takingNotes();
  }
}
