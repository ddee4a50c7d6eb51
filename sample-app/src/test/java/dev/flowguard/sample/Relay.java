package dev.flowguard.sample;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/** Stands in for Crisp's relay, which keeps a WebSocket with each visitor. */
final class Relay implements AutoCloseable {
  private static final String PATH = "/w/b1/";

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Tomcat tomcat = new Tomcat();

  Relay(Path keyStore, String password, Path folder) throws LifecycleException {
    tomcat.setBaseDir(folder.toString());
    tomcat.setSilent(true);
    tomcat.setConnector(connector(keyStore, password));
    StandardContext context =
        (StandardContext) tomcat.addContext("", folder.toAbsolutePath().toString());
    context.addServletContainerInitializer(new WsSci(), Set.of());
    context.addApplicationLifecycleListener(new Deployment());
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    tomcat.start();
  }

  private static Connector connector(Path keyStore, String password) {
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystoreFile(keyStore.toAbsolutePath().toString());
    certificate.setCertificateKeystoreType("PKCS12");
    certificate.setCertificateKeystorePassword(password);
    certificate.setCertificateKeyAlias("server");
    host.addCertificate(certificate);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    connector.setProperty("address", "127.0.0.1");
    connector.addSslHostConfig(host);
    return connector;
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  /** What has come so far, of all visitors. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  private final class Deployment implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      ServerContainer container =
          (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
      try {
        container.addEndpoint(
            ServerEndpointConfig.Builder.create(Visitor.class, PATH)
                .configurator(new Visitors())
                .build());
      } catch (DeploymentException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class Visitors extends ServerEndpointConfig.Configurator {
    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new Visitor());
    }
  }

  private final class Visitor extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(String.class, (MessageHandler.Whole<String>) messages::add);
    }
  }
}
