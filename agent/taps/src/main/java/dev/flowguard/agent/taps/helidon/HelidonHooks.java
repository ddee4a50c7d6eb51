package dev.flowguard.agent.taps.helidon;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Helidon's WebClient is looked at, over HTTP/1.1: the streams of its connections, above the
 * chunks and below content encodings.
 */
public final class HelidonHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.helidon.";
  private static final String HTTP_1 = "io/helidon/webclient/http1/";
  private static final String API = "Lio/helidon/webclient/api/";
  private static final String BUFFERS = "Lio/helidon/common/buffers/";

  private HelidonHooks() {}

  /** Requests and answers. Reading one byte and an array do not call each other. */
  public static Client exchanges() {
    String proceed =
        "("
            + API
            + "ClientConnection;"
            + API
            + "WebClientServiceRequest;Lio/helidon/http/ClientRequestHeaders;"
            + BUFFERS
            + "DataWriter;"
            + BUFFERS
            + "DataReader;"
            + BUFFERS
            + "BufferData;)"
            + API
            + "WebClientServiceResponse;";
    List<HookPoint> hooks = new ArrayList<>();
    for (String each : List.of("Http1CallEntityChain", "Http1CallOutputStreamChain")) {
      hooks.add(HookPoint.before(HTTP_1 + each, "doProceed", proceed, TAPS + "ChainTap"));
      hooks.add(HookPoint.after(HTTP_1 + each, "doProceed", proceed, TAPS + "ChainTap"));
    }
    input(hooks, "ContentLengthInputStream", "J");
    input(hooks, "ChunkedInputStream", "");
    input(hooks, "EverythingInputStream", "");
    String output = HTTP_1 + "Http1CallOutputStreamChain$ClientConnectionOutputStream";
    String before =
        "("
            + API
            + "ClientConnection;"
            + BUFFERS
            + "DataWriter;"
            + BUFFERS
            + "DataReader;"
            + BUFFERS
            + "BufferData;Lio/helidon/http/WritableHeaders;";
    String after =
        API
            + "WebClientServiceRequest;L"
            + HTTP_1
            + "Http1ClientRequestImpl;Ljava/util/concurrent/CompletableFuture;"
            + "Ljava/util/concurrent/CompletableFuture;)V";
    hooks.add(
        made(
            output,
            List.of(
                before + API + "HttpClientConfig;L" + HTTP_1 + "Http1ClientProtocolConfig;" + after,
                before + "L" + HTTP_1 + "Http1ClientImpl;" + after)));
    hooks.add(HookPoint.before(output, "write", "([BII)V", TAPS + "WriteTap"));
    hooks.add(HookPoint.before(output, "close", "()V", TAPS + "CloseTap"));
    return Client.library(
        "helidon-webclient",
        List.of("io/helidon"),
        "io/helidon/webclient/api/WebClientServiceRequest",
        hooks.toArray(new HookPoint[0]));
  }

  private static void input(List<HookPoint> to, String name, String length) {
    String stream = HTTP_1 + "Http1CallChainBase$" + name;
    String arguments =
        "(Lio/helidon/common/socket/HelidonSocket;"
            + BUFFERS
            + "DataReader;Ljava/util/concurrent/CompletableFuture;"
            + "Ljava/util/concurrent/atomic/AtomicReference;"
            + length;
    to.add(
        made(
            stream,
            List.of(
                arguments + ")V",
                arguments + "Lio/helidon/http/http1/Http1ConnectionListener;)V")));
    to.add(HookPoint.after(stream, "read", "()I", TAPS + "ReadTap"));
    to.add(HookPoint.after(stream, "read", "([BII)I", TAPS + "ReadTap"));
  }

  /** Where a stream is made, which has other arguments since 4.4. */
  private static HookPoint made(String stream, List<String> constructors) {
    return new HookPoint(stream, "<init>", constructors, Kind.AFTER, null, TAPS + "MadeTap", false);
  }
}
