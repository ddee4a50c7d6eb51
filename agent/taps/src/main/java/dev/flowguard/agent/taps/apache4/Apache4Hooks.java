package dev.flowguard.agent.taps.apache4;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Apache HttpClient 4 is looked at: the streams of its connections, above the chunks and
 * below content encodings.
 */
public final class Apache4Hooks {
  private static final String TAPS = "dev.flowguard.agent.taps.apache4.";
  private static final String HTTP = "org/apache/http/";

  private Apache4Hooks() {}

  /** Requests and answers. Reading or writing one byte and an array do not call each other. */
  public static Client exchanges() {
    String executor = HTTP + "protocol/HttpRequestExecutor";
    String execute =
        "(Lorg/apache/http/HttpRequest;Lorg/apache/http/HttpClientConnection;"
            + "Lorg/apache/http/protocol/HttpContext;)Lorg/apache/http/HttpResponse;";
    List<HookPoint> hooks = new ArrayList<>();
    hooks.add(HookPoint.before(executor, "execute", execute, TAPS + "ExchangeTap"));
    hooks.add(HookPoint.after(executor, "execute", execute, TAPS + "ExchangeTap"));
    for (String each : List.of("Chunked", "ContentLength", "Identity")) {
      String input = HTTP + "impl/io/" + each + "InputStream";
      hooks.add(HookPoint.after(input, "read", "()I", TAPS + "StreamTap"));
      hooks.add(HookPoint.after(input, "read", "([BII)I", TAPS + "StreamTap"));
      hooks.add(HookPoint.before(input, "close", "()V", TAPS + "CloseTap"));
      String output = HTTP + "impl/io/" + each + "OutputStream";
      hooks.add(HookPoint.before(output, "write", "(I)V", TAPS + "StreamTap"));
      hooks.add(HookPoint.before(output, "write", "([BII)V", TAPS + "StreamTap"));
      hooks.add(HookPoint.before(output, "close", "()V", TAPS + "CloseTap"));
    }
    hooks.add(
        HookPoint.after(
            HTTP + "impl/BHttpConnectionBase",
            "prepareOutput",
            "(Lorg/apache/http/HttpMessage;)Ljava/io/OutputStream;",
            TAPS + "RequestTap"));
    // Of connections that HttpClient has called deprecated since 4.3.
    hooks.add(
        HookPoint.after(
            HTTP + "impl/entity/EntitySerializer",
            "doSerialize",
            "(Lorg/apache/http/io/SessionOutputBuffer;Lorg/apache/http/HttpMessage;)"
                + "Ljava/io/OutputStream;",
            TAPS + "RequestTap"));
    return Client.library(
        "apache4", List.of("org/apache/http"), null, hooks.toArray(new HookPoint[0]));
  }
}
