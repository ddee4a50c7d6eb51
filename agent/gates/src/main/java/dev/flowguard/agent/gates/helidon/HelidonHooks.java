package dev.flowguard.agent.gates.helidon;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Helidon's WebClient is hooked: both protocols have a chain for each kind of body. */
public final class HelidonHooks {
  static final String CLIENT = "helidon-webclient";

  /** What a copy of Helidon may have renamed. */
  public static final List<String> PACKAGES = List.of("io/helidon");

  private static final String ENTITY = "dev.flowguard.agent.gates.helidon.EntityGate";
  private static final String STREAM = "dev.flowguard.agent.gates.helidon.StreamGate";
  private static final String API = "Lio/helidon/webclient/api/";
  private static final String PROCEED = "doProceed";
  private static final String PROCEED_1 =
      "("
          + API
          + "ClientConnection;"
          + API
          + "WebClientServiceRequest;Lio/helidon/http/ClientRequestHeaders;"
          + "Lio/helidon/common/buffers/DataWriter;Lio/helidon/common/buffers/DataReader;"
          + "Lio/helidon/common/buffers/BufferData;)"
          + API
          + "WebClientServiceResponse;";
  private static final String PROCEED_2 =
      "("
          + API
          + "WebClientServiceRequest;Lio/helidon/http/ClientRequestHeaders;"
          + "Lio/helidon/webclient/http2/Http2ClientStream;)"
          + API
          + "WebClientServiceResponse;";
  private static final String BYTES_2 =
      "(Ljava/lang/Object;Lio/helidon/http/ClientRequestHeaders;)[B";

  private HelidonHooks() {}

  public static Client client() {
    String entity1 = "io/helidon/webclient/http1/Http1CallEntityChain";
    String entity2 = "io/helidon/webclient/http2/Http2CallEntityChain";
    String stream1 = "io/helidon/webclient/http1/Http1CallOutputStreamChain";
    String stream2 = "io/helidon/webclient/http2/Http2CallOutputStreamChain";
    return Client.library(
        CLIENT,
        PACKAGES,
        "io/helidon/webclient/api/WebClientServiceRequest",
        HookPoint.enter(entity1, PROCEED, PROCEED_1, ENTITY),
        read(entity1, PROCEED_1, "[B"),
        HookPoint.enter(entity2, PROCEED, PROCEED_2, ENTITY),
        read(entity2, PROCEED_2, "Ljava/lang/Object;"),
        new HookPoint(entity2, "entityBytes", List.of(BYTES_2), Kind.FILTER_RETURN, null, ENTITY),
        HookPoint.enter(stream1, PROCEED, PROCEED_1, STREAM),
        handle(stream1, PROCEED_1),
        HookPoint.enter(stream2, PROCEED, PROCEED_2, STREAM),
        handle(stream2, PROCEED_2));
  }

  /** Where a chain takes up its entity. */
  private static HookPoint read(String chain, String descriptor, String type) {
    return new HookPoint(
        chain, PROCEED, List.of(descriptor), Kind.FILTER_FIELD, chain + ".entity:" + type, ENTITY);
  }

  /** Where a chain lets its caller write. */
  private static HookPoint handle(String chain, String descriptor) {
    return new HookPoint(
        chain,
        PROCEED,
        List.of(descriptor),
        Kind.FILTER_RECEIVER,
        "io/helidon/webclient/api/ClientRequest$OutputStreamHandler.handle:(Ljava/io/OutputStream;)V",
        STREAM);
  }
}
