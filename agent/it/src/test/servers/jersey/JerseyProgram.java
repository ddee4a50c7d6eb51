package dev.flowguard.agent.contract;

import java.net.URI;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** Jersey on Grizzly. It has a buffer of its own, which is off: what is in there is not seen. */
final class JerseyProgram implements ServerProgram {
  @Override
  public int start() {
    ResourceConfig application =
        new ResourceConfig(JerseyResource.class, MultiPartFeature.class)
            .property(ServerProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0);
    HttpServer server =
        GrizzlyHttpServerFactory.createHttpServer(URI.create("http://127.0.0.1:0/"), application);
    return server.getListeners().iterator().next().getPort();
  }
}
