package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the server of Helidon is looked at: above chunks and frames, and below content encodings,
 * media types and filters.
 */
public final class HelidonServerHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.helidonserver.";
  private static final String PACKAGE = "io/helidon";
  private static final String SERVER = PACKAGE + "/webserver/";
  private static final String HTTP_1 = SERVER + "http1/Http1Server";
  private static final String HTTP_2 = SERVER + "http2/Http2Server";
  private static final String EVENTS = SERVER + "sse/DataWriterSseSink";
  private static final String ENTITY = PACKAGE + "/http/media/ReadableEntityBase";

  private HelidonServerHooks() {}

  /**
   * Requests, as the application reads them. Reading one byte and an array do not call each other.
   */
  public static Client requests() {
    String stream = ENTITY + "$RequestingInputStream";
    return Client.library(
        "helidon-webserver",
        List.of(PACKAGE),
        null,
        content(HTTP_1 + "RequestWithEntity"),
        rerouted(HTTP_1 + "Request", HTTP_1 + "Request"),
        HookPoint.after(stream, "read", "()I", TAPS + "ReadTap"),
        HookPoint.after(stream, "read", "([BII)I", TAPS + "ReadTap"),
        HookPoint.before(ENTITY, "consume", "()V", TAPS + "DiscardTap"),
        before(
            SERVER + "ConnectionHandler",
            "closeChannel",
            "ConnectionEndTap",
            "()V",
            "(Ljava/lang/String;)V"));
  }

  /** Requests over HTTP/2. What reads them is the same. */
  public static Client http2Requests() {
    return Client.library(
        "helidon-webserver-http2",
        List.of(PACKAGE),
        null,
        content(HTTP_2 + "Request"),
        rerouted(HTTP_2 + "Request", SERVER + "http/RoutingRequest"));
  }

  private static HookPoint content(String request) {
    String descriptor = "()L" + PACKAGE + "/http/media/ReadableEntity;";
    return HookPoint.after(request, "content", descriptor, TAPS + "ContentTap");
  }

  private static HookPoint rerouted(String request, String returned) {
    String descriptor = "(L" + PACKAGE + "/http/HttpPrologue;)L" + returned + ";";
    return HookPoint.before(request, "prologue", descriptor, TAPS + "RerouteTap");
  }

  /**
   * Answers: whole ones before they are compressed, and as they are written to streams. In 4.0.0
   * the stream with the buffer inherits its methods from the JDK.
   */
  public static Client responses() {
    String base = SERVER + "http/ServerResponseBase";
    String buffered = HTTP_1 + "Response$ClosingBufferedOutputStream";
    List<HookPoint> hooks = new ArrayList<>();
    hooks.add(rerouted(HTTP_1 + "Request", HTTP_1 + "Request"));
    hooks.add(before(base, "entityBytes", "EntityTap", "([B)[B", "([BII)[B"));
    hooks.add(HookPoint.before(base, "afterSend", "()V", TAPS + "AnsweredTap"));
    hooks.add(HookPoint.beforeIfDeclared(buffered, "write", "(I)V", TAPS + "WriteTap"));
    hooks.add(HookPoint.beforeIfDeclared(buffered, "write", "([B)V", TAPS + "WriteTap"));
    hooks.add(HookPoint.beforeIfDeclared(buffered, "write", "([BII)V", TAPS + "WriteTap"));
    stream(hooks, HTTP_1);
    return client("helidon-webserver", hooks);
  }

  /** Answers over HTTP/2. */
  public static Client http2Responses() {
    List<HookPoint> hooks = new ArrayList<>();
    hooks.add(rerouted(HTTP_2 + "Request", SERVER + "http/RoutingRequest"));
    stream(hooks, HTTP_2);
    return client("helidon-webserver-http2", hooks);
  }

  /** Where bytes leave the buffer of an answer, if it has one. */
  private static void stream(List<HookPoint> to, String protocol) {
    String stream = protocol + "Response$BlockingOutputStream";
    to.add(HookPoint.before(stream, "write", "(I)V", TAPS + "SendTap"));
    to.add(HookPoint.before(stream, "write", "([B)V", TAPS + "SendTap"));
    to.add(HookPoint.before(stream, "write", "([BII)V", TAPS + "SendTap"));
    to.add(HookPoint.before(stream, "commit", "()V", TAPS + "AnsweredTap"));
  }

  /** Events of the versions that write them to the connection, past the streams. */
  public static Client events() {
    String serialize = "(Ljava/lang/Object;L" + PACKAGE + "/common/media/type/MediaType;)[B";
    return Client.library(
        "helidon-webserver-sse",
        List.of(PACKAGE),
        null,
        HookPoint.after(EVENTS, "serializeData", serialize, TAPS + "EventTap"),
        HookPoint.before(EVENTS, "close", "()V", TAPS + "EventsEndTap"));
  }

  /** Messages on WebSockets, as the application gets them. */
  public static Client messages() {
    String upgrader = SERVER + "websocket/WsUpgrader";
    String of = "(L" + SERVER + "ConnectionContext;L" + PACKAGE + "/http/HttpPrologue;L" + PACKAGE;
    String upgrade = of + "/http/WritableHeaders;)L" + SERVER + "spi/ServerConnection;";
    String frame = "(L" + PACKAGE + "/websocket/ClientWsFrame;)Z";
    return Client.library(
        "helidon-webserver-websocket",
        List.of(PACKAGE),
        null,
        HookPoint.after(upgrader, "upgrade", upgrade, TAPS + "HandshakeTap"),
        HookPoint.before(
            SERVER + "websocket/WsConnection", "processFrame", frame, TAPS + "FrameTap"));
  }

  /** A method that has more or other arguments in later versions. */
  private static HookPoint before(
      String className, String method, String tap, String... descriptors) {
    return new HookPoint(
        className, method, List.of(descriptors), Kind.BEFORE, null, TAPS + tap, false);
  }

  private static Client client(String name, List<HookPoint> hooks) {
    return Client.library(name, List.of(PACKAGE), null, hooks.toArray(new HookPoint[0]));
  }
}
