package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where Jetty 12 is looked at: below the servlet APIs, of which there are several. */
public final class JettyHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jetty.";
  private static final String CHANNEL = "org/eclipse/jetty/server/internal/HttpChannelState";

  private JettyHooks() {}

  /** Requests, as the application reads them. */
  public static Client requests() {
    return Client.library(
        "jetty",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.after(
            CHANNEL + "$ChannelRequest",
            "read",
            "()Lorg/eclipse/jetty/io/Content$Chunk;",
            TAPS + "ReadTap"),
        HookPoint.before(CHANNEL, "recycle", "()V", TAPS + "EndTap"),
        HookPoint.before(
            CHANNEL, "onFailure", "(Ljava/lang/Throwable;)Ljava/lang/Runnable;", TAPS + "EndTap"));
  }

  /**
   * Answers, as handlers write them. Servlets write into a buffer above that: they are seen before
   * it.
   */
  public static Client responses() {
    return Client.library(
        "jetty",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.before(
            CHANNEL + "$ChannelResponse",
            "write",
            "(ZLjava/nio/ByteBuffer;Lorg/eclipse/jetty/util/Callback;)V",
            TAPS + "WriteTap"),
        HookPoint.before(CHANNEL, "recycle", "()V", TAPS + "AnsweredTap"),
        HookPoint.before(
            CHANNEL,
            "onFailure",
            "(Ljava/lang/Throwable;)Ljava/lang/Runnable;",
            TAPS + "AnsweredTap"));
  }

  /** Answers of servlets of one edition. */
  public static Client responses(String edition) {
    String stream = "org/eclipse/jetty/" + edition + "/servlet/HttpOutput";
    return Client.library(
        "jetty-" + edition,
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.before(stream, "write", "([BII)V", TAPS + "ServletWriteTap"),
        HookPoint.before(stream, "write", "(Ljava/nio/ByteBuffer;)V", TAPS + "ServletWriteTap"),
        HookPoint.before(stream, "write", "(I)V", TAPS + "ServletWriteTap"),
        HookPoint.before(
            stream,
            "channelWrite",
            "(Ljava/nio/ByteBuffer;ZLorg/eclipse/jetty/util/Callback;)V",
            TAPS + "ServletSendTap"),
        HookPoint.before(stream, "resetBuffer", "()V", TAPS + "ServletAnsweredTap"),
        HookPoint.before(stream, "recycle", "()V", TAPS + "ServletAnsweredTap"));
  }
}
