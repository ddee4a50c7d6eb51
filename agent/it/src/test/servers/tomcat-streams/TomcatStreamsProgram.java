package dev.flowguard.agent.contract;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat, embedded, with streams that stay open. */
final class TomcatStreamsProgram implements ServerProgram {
  @Override
  public int start() throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    String folder = Files.createTempDirectory("tomcat").toString();
    tomcat.setBaseDir(folder);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    connector.setAsyncTimeout(0);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder);
    Wrapper servlet = Tomcat.addServlet(context, "application", new Application());
    servlet.setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "application");
    tomcat.start();
    return connector.getLocalPort();
  }

  private static final class Application extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** The stream before, and what is still to come of it. */
    private transient volatile ServletResponse before;

    private transient volatile List<byte[]> later;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      StreamedText text = StreamedText.of(request.getRequestURI());
      String leakTo = request.getHeader(ServedApplication.LEAK_TO);
      if (leakTo != null) {
        String outcome =
            ServedApplication.outcome(leakTo, text.text().getBytes(StandardCharsets.UTF_8));
        response.getOutputStream().write(outcome.getBytes(StandardCharsets.UTF_8));
        return;
      }
      response.setContentType(StreamedText.TYPE);
      request.startAsync();
      if (before != null) {
        write(later, before);
      }
      write(text.events(), response);
      before = response;
      later = text.laterEvents();
    }

    private static void write(List<byte[]> events, ServletResponse to) throws IOException {
      for (byte[] event : events) {
        to.getOutputStream().write(event);
        to.flushBuffer();
      }
    }
  }
}
