package dev.flowguard.agent.contract;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Jetty, embedded, with the servlets of 9.4 to 11, which 12 has in other packages. */
final class JettyProgram implements ServerProgram {
  private static final int LARGEST_FORM = 10_000_000;

  @Override
  public int start() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.setMaxFormContentSize(LARGEST_FORM);
    ServletHolder servlet = new ServletHolder(new ServletApplication());
    servlet.setAsyncSupported(true);
    servlet.getRegistration().setMultipartConfig(ServletApplication.parts());
    context.addServlet(servlet, "/*");
    GzipHandler gzip = new GzipHandler();
    gzip.setIncludedMethods("POST");
    gzip.setHandler(context);
    server.setHandler(gzip);
    server.start();
    return connector.getLocalPort();
  }
}
