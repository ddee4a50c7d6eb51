package dev.flowguard.agent.contract;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat with WebSockets, embedded. */
final class TomcatSocketProgram implements ServerProgram {
  @Override
  public int start() throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    String folder = Files.createTempDirectory("tomcat").toString();
    tomcat.setBaseDir(folder);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder);
    context.addServletContainerInitializer(new Sockets(), null);
    Tomcat.addServlet(context, "default", new Nothing());
    context.addServletMappingDecoded("/", "default");
    tomcat.start();
    return connector.getLocalPort();
  }

  private static final class Nothing extends HttpServlet {
    private static final long serialVersionUID = 1;
  }

  private static final class Sockets extends WsSci {
    @Override
    public void onStartup(Set<Class<?>> found, ServletContext context) throws ServletException {
      super.onStartup(found, context);
      try {
        SocketApplication.deploy(
            (ServerContainer) context.getAttribute(ServerContainer.class.getName()));
      } catch (DeploymentException e) {
        throw new ServletException(e);
      }
    }
  }
}
