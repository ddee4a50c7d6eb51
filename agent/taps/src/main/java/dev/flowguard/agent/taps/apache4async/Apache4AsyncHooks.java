package dev.flowguard.agent.taps.apache4async;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Apache HttpAsyncClient 4 is looked at: the encoders and decoders of its connections, above
 * the chunks and below content encodings.
 */
public final class Apache4AsyncHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.apache4async.";
  private static final String NIO = "org/apache/http/impl/nio/";
  private static final String BUFFER = "(Ljava/nio/ByteBuffer;)I";

  private Apache4AsyncHooks() {}

  /** Requests and answers. */
  public static Client exchanges() {
    String base = NIO + "NHttpConnectionBase";
    String message = "(Lorg/apache/http/HttpMessage;)";
    List<HookPoint> hooks = new ArrayList<>();
    hooks.add(
        HookPoint.after(
            NIO + "DefaultNHttpClientConnection",
            "submitRequest",
            "(Lorg/apache/http/HttpRequest;)V",
            TAPS + "SubmitTap"));
    hooks.add(
        HookPoint.before(
            base, "prepareDecoder", message + "Lorg/apache/http/HttpEntity;", TAPS + "HeadTap"));
    hooks.add(HookPoint.before(base, "prepareEncoder", message + "V", TAPS + "HeadTap"));
    hooks.add(
        HookPoint.after(
            base,
            "createContentDecoder",
            "(JLjava/nio/channels/ReadableByteChannel;"
                + "Lorg/apache/http/nio/reactor/SessionInputBuffer;"
                + "Lorg/apache/http/impl/io/HttpTransportMetricsImpl;)"
                + "Lorg/apache/http/nio/ContentDecoder;",
            TAPS + "MadeTap"));
    hooks.add(
        HookPoint.after(
            base,
            "createContentEncoder",
            "(JLjava/nio/channels/WritableByteChannel;"
                + "Lorg/apache/http/nio/reactor/SessionOutputBuffer;"
                + "Lorg/apache/http/impl/io/HttpTransportMetricsImpl;)"
                + "Lorg/apache/http/nio/ContentEncoder;",
            TAPS + "MadeTap"));
    for (String each : List.of("LengthDelimited", "Chunk", "Identity")) {
      String codec = NIO + "codecs/" + each;
      hooks.add(HookPoint.after(codec + "Decoder", "read", BUFFER, TAPS + "BufferTap"));
      hooks.add(HookPoint.after(codec + "Encoder", "write", BUFFER, TAPS + "BufferTap"));
    }
    return Client.library(
        "apache4async",
        List.of("org/apache/http"),
        "org/apache/http/nio/NHttpClientConnection",
        hooks.toArray(new HookPoint[0]));
  }
}
