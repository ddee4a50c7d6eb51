package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the blocking part of Apache HttpClient 5 is looked at: the streams of its connections,
 * above the chunks and below content encodings.
 */
public final class Apache5Hooks {
  private static final String TAPS = "dev.flowguard.agent.taps.apache5.";
  private static final String IO = "org/apache/hc/core5/http/impl/io/";

  private Apache5Hooks() {}

  /** Requests and answers. Reading or writing one byte and an array do not call each other. */
  public static Client exchanges() {
    List<HookPoint> hooks = new ArrayList<>();
    hooks.add(
        HookPoint.after(
            IO + "HttpRequestExecutor",
            "execute",
            "(Lorg/apache/hc/core5/http/ClassicHttpRequest;"
                + "Lorg/apache/hc/core5/http/io/HttpClientConnection;"
                + "Lorg/apache/hc/core5/http/io/HttpResponseInformationCallback;"
                + "Lorg/apache/hc/core5/http/protocol/HttpContext;)"
                + "Lorg/apache/hc/core5/http/ClassicHttpResponse;",
            TAPS + "AnswerTap"));
    for (String each : List.of("Chunked", "ContentLength", "Identity")) {
      String stream = IO + each + "InputStream";
      hooks.add(HookPoint.after(stream, "read", "()I", TAPS + "ReadTap"));
      hooks.add(HookPoint.after(stream, "read", "([BII)I", TAPS + "ReadTap"));
      hooks.add(HookPoint.before(stream, "close", "()V", TAPS + "CloseTap"));
    }
    hooks.add(
        HookPoint.before(
            IO + "DefaultBHttpClientConnection",
            "sendRequestEntity",
            "(Lorg/apache/hc/core5/http/ClassicHttpRequest;)V",
            TAPS + "RequestTap"));
    hooks.add(
        HookPoint.after(
            IO + "BHttpConnectionBase",
            "createContentOutputStream",
            "(JLorg/apache/hc/core5/http/io/SessionOutputBuffer;Ljava/io/OutputStream;"
                + "Lorg/apache/hc/core5/function/Supplier;)Ljava/io/OutputStream;",
            TAPS + "StreamTap"));
    for (String each : List.of("Chunked", "ContentLength")) {
      String stream = IO + each + "OutputStream";
      hooks.add(HookPoint.before(stream, "write", "(I)V", TAPS + "WriteTap"));
      hooks.add(HookPoint.before(stream, "write", "([BII)V", TAPS + "WriteTap"));
      hooks.add(HookPoint.before(stream, "close", "()V", TAPS + "CloseTap"));
    }
    return Client.library(
        "apache5",
        List.of("org/apache/hc"),
        "org/apache/hc/core5/http/ClassicHttpRequest",
        hooks.toArray(new HookPoint[0]));
  }
}
