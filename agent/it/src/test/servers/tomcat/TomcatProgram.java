package dev.flowguard.agent.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat, embedded. */
final class TomcatProgram implements ServerProgram {
  @Override
  public int start() throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    String folder = Files.createTempDirectory("tomcat").toString();
    tomcat.setBaseDir(folder);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    connector.setMaxPostSize(-1);
    connector.setProperty("compression", "on");
    connector.setProperty("compressionMinSize", "1");
    connector.setProperty("compressibleMimeType", "application/json");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder);
    Wrapper servlet = Tomcat.addServlet(context, "application", new ServletApplication());
    servlet.setAsyncSupported(true);
    servlet.setMultipartConfigElement(ServletApplication.parts());
    context.addServletMappingDecoded("/*", "application");
    tomcat.start();
    return connector.getLocalPort();
  }
}
