package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Tomcat is looked at: below the servlet API, so whatever reads the body passes here. The
 * servlet API is {@code javax} in 8.5 and 9, {@code jakarta} from 10 on; these classes are the
 * same.
 */
public final class TomcatHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.tomcat.";
  private static final String REQUEST = "org/apache/coyote/Request";
  private static final String BUFFER = "org/apache/catalina/connector/OutputBuffer";

  private TomcatHooks() {}

  /** Requests, as the application reads them. */
  public static Client requests() {
    return Client.library(
        "tomcat",
        List.of("org/apache/coyote", "org/apache/tomcat"),
        null,
        HookPoint.after(
            REQUEST,
            "doRead",
            "(Lorg/apache/tomcat/util/net/ApplicationBufferHandler;)I",
            TAPS + "ReadTap"),
        HookPoint.before(REQUEST, "recycle", "()V", TAPS + "RecycleTap"));
  }

  /**
   * Answers, as the application writes them: above the buffers, of which one holds characters. What
   * is compressed here, the application has compressed.
   */
  public static Client responses() {
    return Client.library(
        "tomcat",
        List.of("org/apache/catalina", "org/apache/coyote", "org/apache/tomcat"),
        null,
        HookPoint.before(BUFFER, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(BUFFER, "write", "(Ljava/nio/ByteBuffer;)V", TAPS + "WriteTap"),
        HookPoint.before(BUFFER, "writeByte", "(I)V", TAPS + "WriteTap"),
        HookPoint.before(BUFFER, "write", "([CII)V", TAPS + "WriteTextTap"),
        HookPoint.before(BUFFER, "write", "(Ljava/lang/String;II)V", TAPS + "WriteTextTap"),
        HookPoint.before(BUFFER, "write", "(I)V", TAPS + "WriteTextTap"),
        HookPoint.before(BUFFER, "reset", "(Z)V", TAPS + "AnsweredTap"),
        HookPoint.before(BUFFER, "recycle", "()V", TAPS + "AnsweredTap"));
  }
}
