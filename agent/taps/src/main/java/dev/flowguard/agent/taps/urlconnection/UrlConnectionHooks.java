package dev.flowguard.agent.taps.urlconnection;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where {@code HttpURLConnection} is looked at: its streams, above the chunks and below content
 * encodings, of which it knows none.
 */
public final class UrlConnectionHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.urlconnection.";
  private static final String CONNECTION = "sun/net/www/protocol/http/HttpURLConnection";
  private static final String INPUT = CONNECTION + "$HttpInputStream";
  private static final String BUFFERED = "sun/net/www/http/PosterOutputStream";
  private static final String STREAMED = CONNECTION + "$StreamingOutputStream";

  private UrlConnectionHooks() {}

  /** Requests and answers. Reading one byte reads an array. */
  public static Client exchanges() {
    return Client.jdk(
        "HttpURLConnection",
        List.of("sun.net.www", "sun.net.www.protocol.http"),
        HookPoint.after(
            INPUT, "<init>", "(L" + CONNECTION + ";Ljava/io/InputStream;)V", TAPS + "AnswerTap"),
        HookPoint.after(
            INPUT,
            "<init>",
            "(L" + CONNECTION + ";Ljava/io/InputStream;Ljava/net/CacheRequest;)V",
            TAPS + "AnswerTap"),
        HookPoint.after(INPUT, "read", "([BII)I", TAPS + "ReadTap"),
        HookPoint.before(INPUT, "close", "()V", TAPS + "CloseTap"),
        HookPoint.after(
            CONNECTION, "getOutputStream0", "()Ljava/io/OutputStream;", TAPS + "RequestTap"),
        HookPoint.before(BUFFERED, "write", "(I)V", TAPS + "WriteTap"),
        HookPoint.before(BUFFERED, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(BUFFERED, "close", "()V", TAPS + "CloseTap"),
        HookPoint.before(STREAMED, "write", "(I)V", TAPS + "WriteTap"),
        HookPoint.before(STREAMED, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(STREAMED, "close", "()V", TAPS + "CloseTap"));
  }
}
