package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/**
 * Where OkHttp is looked at: below all interceptors, so content encodings are still on. Requests
 * are seen as they are written, answers as they are read.
 */
public final class OkHttpHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.okhttp.";
  private static final String EXCHANGE = "okhttp3/internal/connection/Exchange";
  private static final String SOURCE = EXCHANGE + "$ResponseBodySource";
  private static final String SINK = EXCHANGE + "$RequestBodySink";

  private OkHttpHooks() {}

  /** Requests and answers. */
  public static Client exchanges() {
    return Client.library(
        "okhttp",
        List.of("okhttp3", "okio", "kotlin"),
        "okhttp3/OkHttpClient",
        HookPoint.before(
            EXCHANGE,
            "openResponseBody",
            "(Lokhttp3/Response;)Lokhttp3/ResponseBody;",
            TAPS + "AnswerTap"),
        made(SOURCE, "Lokio/Source;"),
        HookPoint.after(SOURCE, "read", "(Lokio/Buffer;J)J", TAPS + "ReadTap"),
        HookPoint.before(SOURCE, "close", "()V", TAPS + "CloseTap"),
        HookPoint.before(
            EXCHANGE, "createRequestBody", "(Lokhttp3/Request;Z)Lokio/Sink;", TAPS + "RequestTap"),
        made(SINK, "Lokio/Sink;"),
        HookPoint.before(SINK, "write", "(Lokio/Buffer;J)V", TAPS + "WriteTap"),
        HookPoint.before(SINK, "close", "()V", TAPS + "CloseTap"));
  }

  /** Where the object is made that a body passes; with one argument more since 5.2. */
  private static HookPoint made(String className, String passed) {
    String arguments = "(L" + EXCHANGE + ";" + passed + "J";
    return new HookPoint(
        className,
        "<init>",
        List.of(arguments + ")V", arguments + "Z)V"),
        Kind.AFTER,
        null,
        TAPS + "MadeTap",
        false);
  }
}
