package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/**
 * Where Jetty's client is looked at, over HTTP/1.1 and HTTP/2: below its listeners and content
 * decoders. In 9.4, 10 and 11 a receiver is handed the pieces of an answer, in 12 it is asked for
 * them.
 */
public final class JettyClientHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jettyclient.";
  private static final String JETTY = "org/eclipse/jetty/";
  private static final String BUFFER = "Ljava/nio/ByteBuffer;";

  private JettyClientHooks() {}

  /** Requests and answers. */
  public static Client exchanges() {
    String client = JETTY + "client/";
    String transport = client + "transport/";
    String exchange = "L" + client + "HttpExchange;";
    String exchange12 = "L" + transport + "HttpExchange;";
    String read = "(Z)Lorg/eclipse/jetty/io/Content$Chunk;";
    return Client.library(
        "jetty-client",
        List.of("org/eclipse/jetty"),
        client + "HttpClient",
        HookPoint.before(
            client + "HttpReceiver", "responseHeaders", "(" + exchange + ")Z", TAPS + "HeadTap"),
        HookPoint.before(
            client + "HttpReceiver",
            "responseContent",
            "(" + exchange + BUFFER + "Lorg/eclipse/jetty/util/Callback;)Z",
            TAPS + "ContentTap"),
        HookPoint.before(
            client + "HttpReceiver", "responseSuccess", "(" + exchange + ")Z", TAPS + "EndTap"),
        HookPoint.before(
            client + "HttpReceiver",
            "responseFailure",
            "(Ljava/lang/Throwable;)Z",
            TAPS + "EndTap"),
        HookPoint.before(
            client + "HttpSender", "headersToCommit", "(" + exchange + ")Z", TAPS + "CommitTap"),
        HookPoint.before(
            client + "HttpSender",
            "someToContent",
            "(" + exchange + BUFFER + ")Z",
            TAPS + "SentTap"),
        HookPoint.before(
            client + "HttpSender", "someToSuccess", "(" + exchange + ")Z", TAPS + "EndTap"),
        HookPoint.before(
            transport + "HttpReceiver",
            "responseHeaders",
            "(" + exchange12 + ")V",
            TAPS + "HeadTap"),
        new HookPoint(
            transport + "HttpReceiver",
            "responseSuccess",
            List.of("(" + exchange12 + "Ljava/lang/Runnable;)V", "(Ljava/lang/Runnable;)V"),
            Kind.BEFORE,
            null,
            TAPS + "EndTap",
            false),
        HookPoint.before(
            transport + "HttpReceiver",
            "responseFailure",
            "(Ljava/lang/Throwable;Lorg/eclipse/jetty/util/Promise;)V",
            TAPS + "EndTap"),
        HookPoint.after(
            transport + "internal/HttpReceiverOverHTTP", "read", read, TAPS + "ReadTap"),
        HookPoint.after(
            JETTY + "http2/client/transport/internal/HttpReceiverOverHTTP2",
            "read",
            read,
            TAPS + "ReadTap"),
        HookPoint.before(
            transport + "HttpSender",
            "headersToCommit",
            "(" + exchange12 + ")Z",
            TAPS + "CommitTap"),
        HookPoint.before(
            transport + "HttpSender",
            "someToContent",
            "(" + exchange12 + BUFFER + ")Z",
            TAPS + "SentTap"),
        HookPoint.before(
            transport + "HttpSender", "someToSuccess", "(" + exchange12 + ")Z", TAPS + "EndTap"));
  }
}
