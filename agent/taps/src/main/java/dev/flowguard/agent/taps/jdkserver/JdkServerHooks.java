package dev.flowguard.agent.taps.jdkserver;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where the HTTP server of the JDK is looked at: its streams take the chunks apart already. */
public final class JdkServerHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jdkserver.";
  private static final String STREAM = "sun/net/httpserver/LeftOverInputStream";
  private static final String ANSWER = "sun/net/httpserver/PlaceholderOutputStream";

  private JdkServerHooks() {}

  /** Requests, as the handler reads them. The two methods do not call each other. */
  public static Client requests() {
    return Client.jdk(
        "jdk.httpserver",
        List.of("sun.net.httpserver"),
        HookPoint.after(STREAM, "read", "([BII)I", TAPS + "ReadTap"),
        HookPoint.after(STREAM, "read", "()I", TAPS + "ReadTap"),
        HookPoint.before(STREAM, "close", "()V", TAPS + "CloseTap"));
  }

  /** Answers, as the handler writes them. The methods do not call each other. */
  public static Client responses() {
    return Client.jdk(
        "jdk.httpserver",
        List.of("sun.net.httpserver"),
        HookPoint.before(ANSWER, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(ANSWER, "write", "([B)V", TAPS + "WriteTap"),
        HookPoint.before(ANSWER, "write", "(I)V", TAPS + "WriteTap"),
        HookPoint.before(ANSWER, "close", "()V", TAPS + "AnsweredTap"));
  }
}
