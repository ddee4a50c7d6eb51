package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where the asynchronous part of Apache HttpClient 5 is looked at: where it hands the pieces of an
 * answer to the handler of its exchange, and where it takes those of a request from it. Both are
 * above the framing of HTTP/1.1 and HTTP/2, and below content encodings.
 */
public final class Apache5AsyncHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.apache5async.";
  private static final String HANDLER_1 =
      "org/apache/hc/core5/http/impl/nio/ClientHttp1StreamHandler";
  private static final String DUPLEXER =
      "org/apache/hc/core5/http/impl/nio/AbstractHttp1StreamDuplexer";
  private static final String HANDLER_2 =
      "org/apache/hc/core5/http2/impl/nio/ClientH2StreamHandler";
  private static final String CHANNEL_2 =
      "org/apache/hc/core5/http2/impl/nio/AbstractH2StreamMultiplexer$H2StreamChannelImpl";

  private Apache5AsyncHooks() {}

  /** Requests and answers. */
  public static Client exchanges() {
    String commit =
        "(Lorg/apache/hc/core5/http/HttpRequest;Lorg/apache/hc/core5/http/EntityDetails;)V";
    return Client.library(
        "apache5async",
        List.of("org/apache/hc"),
        "org/apache/hc/core5/http/nio/AsyncClientExchangeHandler",
        HookPoint.before(HANDLER_1, "commitRequest", commit, TAPS + "CommitTap"),
        HookPoint.before(
            HANDLER_1,
            "consumeHeader",
            "(Lorg/apache/hc/core5/http/HttpResponse;Lorg/apache/hc/core5/http/EntityDetails;)V",
            TAPS + "AnswerTap"),
        HookPoint.before(HANDLER_1, "consumeData", "(Ljava/nio/ByteBuffer;)V", TAPS + "ConsumeTap"),
        HookPoint.before(HANDLER_1, "dataEnd", "(Ljava/util/List;)V", TAPS + "EndTap"),
        HookPoint.before(HANDLER_1, "releaseResources", "()V", TAPS + "EndTap"),
        HookPoint.before(
            DUPLEXER,
            "commitMessageHead",
            "(Lorg/apache/hc/core5/http/HttpMessage;Z"
                + "Lorg/apache/hc/core5/http/impl/nio/FlushMode;)V",
            TAPS + "RequestTap"),
        HookPoint.after(DUPLEXER, "streamOutput", "(Ljava/nio/ByteBuffer;)I", TAPS + "ProduceTap"),
        HookPoint.before(
            DUPLEXER,
            "endOutputStream",
            "(Ljava/util/List;)L" + DUPLEXER + "$MessageDelineation;",
            TAPS + "EndTap"),
        HookPoint.before(HANDLER_2, "commitRequest", commit, TAPS + "Http2CommitTap"),
        HookPoint.before(
            HANDLER_2, "consumeHeader", "(Ljava/util/List;Z)V", TAPS + "Http2AnswerTap"),
        HookPoint.before(
            HANDLER_2, "consumeData", "(Ljava/nio/ByteBuffer;Z)V", TAPS + "ConsumeTap"),
        HookPoint.before(HANDLER_2, "releaseResources", "()V", TAPS + "EndTap"),
        HookPoint.after(CHANNEL_2, "write", "(Ljava/nio/ByteBuffer;)I", TAPS + "ProduceTap"),
        HookPoint.before(CHANNEL_2, "endStream", "(Ljava/util/List;)V", TAPS + "EndTap"));
  }
}
