package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;

/** Where Undertow is looked at: below its streams, receivers, parsers and servlets. */
public final class UndertowHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.undertow.";
  private static final String EXCHANGE = "io/undertow/server/HttpServerExchange";

  private UndertowHooks() {}

  /** Requests, as the application reads them. */
  public static Client requests() {
    return Client.library(
        "undertow",
        List.of("io/undertow"),
        null,
        HookPoint.after(
            EXCHANGE + "$ReadDispatchChannel",
            "read",
            "(Ljava/nio/ByteBuffer;)I",
            TAPS + "ReadTap"),
        HookPoint.before(EXCHANGE, "invokeExchangeCompleteListeners", "()V", TAPS + "EndTap"));
  }

  /**
   * Answers: as they are written to streams, and as they reach the connection, from a buffer or
   * not. What the server compresses is still plain at both places.
   */
  public static Client responses() {
    String channel = EXCHANGE + "$WriteDispatchChannel";
    String stream = "io/undertow/io/UndertowOutputStream";
    List<HookPoint> hooks = new ArrayList<>();
    for (String method : List.of("write", "writeFinal")) {
      for (String descriptor :
          List.of(
              "(Ljava/nio/ByteBuffer;)I",
              "([Ljava/nio/ByteBuffer;)J",
              "([Ljava/nio/ByteBuffer;II)J")) {
        hooks.add(HookPoint.before(channel, method, descriptor, TAPS + "SendTap"));
        hooks.add(HookPoint.after(channel, method, descriptor, TAPS + "SendTap"));
      }
    }
    hooks.add(HookPoint.before(stream, "write", "([BII)V", TAPS + "WriteTap"));
    hooks.add(HookPoint.before(stream, "write", "([Ljava/nio/ByteBuffer;)V", TAPS + "WriteTap"));
    hooks.add(
        HookPoint.before(EXCHANGE, "invokeExchangeCompleteListeners", "()V", TAPS + "AnsweredTap"));
    return Client.library(
        "undertow", List.of("io/undertow"), null, hooks.toArray(new HookPoint[0]));
  }

  /** Answers of servlets. Their writers use the buffer of the stream, not the stream. */
  public static Client servletResponses() {
    String stream = "io/undertow/servlet/spec/ServletOutputStreamImpl";
    String writer = "io/undertow/servlet/spec/ServletPrintWriter";
    return Client.library(
        "undertow-servlet",
        List.of("io/undertow"),
        null,
        HookPoint.before(stream, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(stream, "write", "([Ljava/nio/ByteBuffer;)V", TAPS + "WriteTap"),
        HookPoint.before(writer, "write", "([CII)V", TAPS + "WriteTextTap"),
        HookPoint.before(writer, "write", "(Ljava/lang/String;II)V", TAPS + "WriteTextTap"),
        HookPoint.before(writer, "print", "([C)V", TAPS + "WriteTextTap"));
  }
}
