package dev.flowguard.agent.contract;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/** Micronaut on its Netty server; HTTP/1.1, and HTTP/2 in clear text. */
final class MicronautProgram implements ServerProgram {
  private static final int LARGEST = 16 << 20;

  @Override
  public int start() {
    ApplicationContext context =
        ApplicationContext.run(
            Map.of(
                "micronaut.server.host", "localhost",
                "micronaut.server.port", -1,
                "micronaut.server.http-version", "2.0",
                "micronaut.server.max-request-size", LARGEST,
                "micronaut.server.multipart.max-file-size", LARGEST));
    return context.getBean(EmbeddedServer.class).start().getPort();
  }
}
