package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Jetty's client is hooked. */
public final class JettyHooks {
  /** What a copy of Jetty may have renamed. */
  public static final List<String> PACKAGES = List.of("org/eclipse/jetty");

  private static final String GATES = "dev.flowguard.agent.gates.jetty.";
  private static final String JETTY = "org/eclipse/jetty/";

  /** Of an exchange in 9.4; in 10 and 11; in 12. */
  private static final List<String> WRITES =
      List.of(
          "(Lorg/eclipse/jetty/client/HttpExchange;Lorg/eclipse/jetty/client/HttpContent;"
              + "Lorg/eclipse/jetty/util/Callback;)V",
          "(Lorg/eclipse/jetty/client/HttpExchange;Ljava/nio/ByteBuffer;Z"
              + "Lorg/eclipse/jetty/util/Callback;)V",
          "(Lorg/eclipse/jetty/client/transport/HttpExchange;Ljava/nio/ByteBuffer;Z"
              + "Lorg/eclipse/jetty/util/Callback;)V");

  private JettyHooks() {}

  public static Client client() {
    return Client.library(
        HeadGate.CLIENT,
        PACKAGES,
        JETTY + "client/HttpClient",
        head("client/http/HttpSenderOverHTTP"),
        content("client/http/HttpSenderOverHTTP"),
        head("client/transport/internal/HttpSenderOverHTTP"),
        content("client/transport/internal/HttpSenderOverHTTP"),
        head("http2/client/http/HttpSenderOverHTTP2"),
        content("http2/client/http/HttpSenderOverHTTP2"),
        head("http2/client/transport/internal/HttpSenderOverHTTP2"),
        content("http2/client/transport/internal/HttpSenderOverHTTP2"),
        note(
            "client/HttpSender",
            "abort",
            "(Lorg/eclipse/jetty/client/HttpExchange;Ljava/lang/Throwable;)Z",
            "AbortGate"),
        note(
            "client/transport/HttpSender",
            "abort",
            "(Lorg/eclipse/jetty/client/transport/HttpExchange;Ljava/lang/Throwable;"
                + "Lorg/eclipse/jetty/util/Promise;)V",
            "AbortGate"),
        note(
            "client/HttpDestination",
            "send",
            "(Lorg/eclipse/jetty/client/HttpRequest;Ljava/util/List;)V",
            "StartGate"),
        note(
            "client/transport/HttpDestination",
            "send",
            "(Lorg/eclipse/jetty/client/transport/HttpRequest;)V",
            "StartGate"));
  }

  private static HookPoint head(String transport) {
    return write(transport, "sendHeaders", "HeadGate");
  }

  private static HookPoint content(String transport) {
    return write(transport, "sendContent", "ContentGate");
  }

  private static HookPoint write(String transport, String method, String gate) {
    return new HookPoint(JETTY + transport, method, WRITES, Kind.ANSWER_ALL, null, GATES + gate);
  }

  private static HookPoint note(String className, String method, String shape, String gate) {
    return HookPoint.enter(JETTY + className, method, shape, GATES + gate).takingNotes();
  }
}
