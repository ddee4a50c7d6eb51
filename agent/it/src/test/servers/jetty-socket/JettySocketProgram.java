package dev.flowguard.agent.contract;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;

/** Jetty with WebSockets of the API of Jakarta, embedded. */
final class JettySocketProgram implements ServerProgram {
  @Override
  public int start() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    server.setHandler(context);
    JakartaWebSocketServletContainerInitializer.configure(
        context, (ofServlets, container) -> SocketApplication.deploy(container));
    server.start();
    return connector.getLocalPort();
  }
}
