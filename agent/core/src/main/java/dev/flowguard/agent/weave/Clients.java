package dev.flowguard.agent.weave;

import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** The clients that are hooked: the one list. A new client is one more entry here. */
public final class Clients {
  private static final String GATES = "dev.flowguard.agent.gates.";

  private static final Client OKHTTP =
      client(
          "okhttp",
          List.of(),
          new HookPoint(
              "okhttp3/internal/http/CallServerInterceptor",
              "intercept",
              List.of("(Lokhttp3/Interceptor$Chain;)Lokhttp3/Response;"),
              Kind.ENTER,
              null,
              GATES + "okhttp.HoldGate"),
          new HookPoint(
              "okhttp3/internal/http/CallServerInterceptor",
              "intercept",
              List.of("(Lokhttp3/Interceptor$Chain;)Lokhttp3/Response;"),
              Kind.FILTER_RECEIVER,
              "okhttp3/RequestBody.writeTo:(Lokio/BufferedSink;)V",
              GATES + "okhttp.ReplayGate"));

  /** Asynchronous calls: the class moved in 4.x. A name that is not there does no harm. */
  private static final Client OKHTTP_ENQUEUE =
      client(
          "okhttp",
          List.of(),
          enqueue("okhttp3/RealCall"),
          enqueue("okhttp3/internal/connection/RealCall"));

  private static final Client OKHTTP_WEB_SOCKET =
      client(
          "okhttp-websocket",
          List.of(),
          new HookPoint(
              "okhttp3/internal/ws/RealWebSocket",
              "send",
              List.of("(Lokio/ByteString;I)Z"),
              Kind.ANSWER,
              null,
              GATES + "okhttpws.SendGate"));

  private static final Client URL_CONNECTION =
      client(
          "urlconnection",
          List.of("sun.net", "sun.net.www", "sun.net.www.http"),
          new HookPoint(
              "sun/net/www/http/HttpClient",
              "writeRequests",
              List.of("(Lsun/net/www/MessageHeader;Lsun/net/www/http/PosterOutputStream;)V"),
              Kind.ENTER,
              null,
              GATES + "urlconnection.WriteGate"),
          new HookPoint(
              "sun/net/www/http/HttpClient",
              "parseHTTP",
              // With a progress source up to 21.
              List.of(
                  "(Lsun/net/www/MessageHeader;Lsun/net/ProgressSource;"
                      + "Lsun/net/www/protocol/http/HttpURLConnection;)Z",
                  "(Lsun/net/www/MessageHeader;Lsun/net/www/protocol/http/HttpURLConnection;)Z"),
              Kind.ENTER,
              null,
              GATES + "urlconnection.AnswerGate"));

  private static final String JDK_HTTP_PUBLISHER =
      "jdk/internal/net/http/HttpRequestImpl.requestPublisher:"
          + "Ljava/net/http/HttpRequest$BodyPublisher;";

  private static final Client JDK_HTTP =
      client(
          "java.net.http",
          List.of("jdk.internal.net.http", "jdk.internal.net.http.common"),
          new HookPoint(
              "jdk/internal/net/http/MultiExchange",
              "responseAsync",
              List.of("(Ljava/util/concurrent/Executor;)Ljava/util/concurrent/CompletableFuture;"),
              Kind.ENTER,
              null,
              GATES + "jdkhttp.StartGate"),
          new HookPoint(
              "jdk/internal/net/http/Exchange",
              "responseAsync",
              List.of("()Ljava/util/concurrent/CompletableFuture;"),
              Kind.ANSWER,
              null,
              GATES + "jdkhttp.ExchangeGate"),
          new HookPoint(
              "jdk/internal/net/http/Exchange",
              "cancel",
              List.of("(Ljava/io/IOException;)V"),
              Kind.ENTER,
              null,
              GATES + "jdkhttp.CancelGate"),
          new HookPoint(
              "jdk/internal/net/http/Http1Request",
              "<init>",
              List.of(
                  "(Ljdk/internal/net/http/HttpRequestImpl;"
                      + "Ljdk/internal/net/http/Http1Exchange;)V"),
              Kind.FILTER_FIELD,
              JDK_HTTP_PUBLISHER,
              GATES + "jdkhttp.BodyGate"),
          new HookPoint(
              "jdk/internal/net/http/Stream",
              "<init>",
              List.of(
                  "(Ljdk/internal/net/http/Http2Connection;Ljdk/internal/net/http/Exchange;"
                      + "Ljdk/internal/net/http/WindowController;)V"),
              Kind.FILTER_FIELD,
              JDK_HTTP_PUBLISHER,
              GATES + "jdkhttp.BodyGate"));

  private static final Client JDK_WEB_SOCKET =
      client(
          "java.net.http-websocket",
          List.of("jdk.internal.net.http.websocket"),
          jdkSend("sendText", "(Ljava/lang/CharSequence;Z)"),
          jdkSend("sendBinary", "(Ljava/nio/ByteBuffer;Z)"));

  /** All of them. */
  public static final List<Client> ALL =
      List.of(URL_CONNECTION, JDK_HTTP, JDK_WEB_SOCKET, OKHTTP, OKHTTP_ENQUEUE, OKHTTP_WEB_SOCKET);

  private Clients() {}

  private static HookPoint enqueue(String className) {
    return new HookPoint(
        className,
        "enqueue",
        List.of("(Lokhttp3/Callback;)V"),
        Kind.ENTER,
        null,
        GATES + "okhttp.EnqueueGate");
  }

  private static HookPoint jdkSend(String method, String arguments) {
    return new HookPoint(
        "jdk/internal/net/http/websocket/WebSocketImpl",
        method,
        List.of(arguments + "Ljava/util/concurrent/CompletableFuture;"),
        Kind.ANSWER,
        null,
        GATES + "jdkws.SendGate");
  }

  private static Client client(String name, List<String> opens, HookPoint... hooks) {
    return new Client(name, opens, List.of(hooks));
  }
}
