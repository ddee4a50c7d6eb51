package dev.flowguard.agent.gates.urlconnection;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where {@code HttpURLConnection} is hooked. */
public final class UrlConnectionHooks {
  private static final String GATES = "dev.flowguard.agent.gates.urlconnection.";
  private static final String CONNECTION = "sun/net/www/http/HttpClient";

  private UrlConnectionHooks() {}

  public static Client client() {
    return Client.jdk(
        Head.CLIENT,
        List.of("sun.net", "sun.net.www", "sun.net.www.http"),
        HookPoint.enter(
            CONNECTION,
            "writeRequests",
            "(Lsun/net/www/MessageHeader;Lsun/net/www/http/PosterOutputStream;)V",
            GATES + "WriteGate"),
        new HookPoint(
            CONNECTION,
            "parseHTTP",
            // With a progress source up to 21.
            List.of(
                "(Lsun/net/www/MessageHeader;Lsun/net/ProgressSource;"
                    + "Lsun/net/www/protocol/http/HttpURLConnection;)Z",
                "(Lsun/net/www/MessageHeader;Lsun/net/www/protocol/http/HttpURLConnection;)Z"),
            Kind.ENTER,
            null,
            GATES + "AnswerGate"));
  }
}
