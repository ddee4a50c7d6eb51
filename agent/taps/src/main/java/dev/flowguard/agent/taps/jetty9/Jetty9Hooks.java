package dev.flowguard.agent.taps.jetty9;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Jetty 9.4 to 11 is looked at: at the stream of the servlet API, through which everything
 * reads.
 */
public final class Jetty9Hooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jetty9.";
  private static final String SERVER = "org/eclipse/jetty/server/";
  private static final String OUTPUT = SERVER + "HttpOutput";

  private Jetty9Hooks() {}

  /**
   * Requests, as the application reads them. The other methods that read call this one. In 12 the
   * channel is an interface, which has the method without code.
   */
  public static Client requests() {
    return Client.library(
        "jetty9",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.after(SERVER + "HttpInput", "read", "([BII)I", TAPS + "ReadTap"),
        HookPoint.before(SERVER + "HttpChannel", "recycle", "()V", TAPS + "EndTap"));
  }

  /**
   * Answers, as the application writes them. Writers use the stream, and what is compressed for the
   * application is so below it. The methods do not call each other.
   */
  public static Client responses() {
    return Client.library(
        "jetty9",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.before(OUTPUT, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(OUTPUT, "write", "(Ljava/nio/ByteBuffer;)V", TAPS + "WriteTap"),
        HookPoint.before(OUTPUT, "write", "(I)V", TAPS + "WriteTap"),
        HookPoint.before(OUTPUT, "sendContent", "(Ljava/nio/ByteBuffer;)V", TAPS + "WriteTap"),
        HookPoint.before(
            OUTPUT,
            "sendContent",
            "(Ljava/nio/ByteBuffer;Lorg/eclipse/jetty/util/Callback;)V",
            TAPS + "SendTap"),
        HookPoint.before(OUTPUT, "resetBuffer", "()V", TAPS + "AnsweredTap"),
        HookPoint.before(OUTPUT, "recycle", "()V", TAPS + "AnsweredTap"));
  }
}
