package dev.flowguard.agent.contract;

import io.undertow.Undertow;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;

/** Undertow with servlets, embedded. */
final class UndertowProgram implements ServerProgram {
  @Override
  public int start() throws ServletException {
    DeploymentInfo application =
        Servlets.deployment()
            .setClassLoader(UndertowProgram.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("application")
            .addServlet(
                Servlets.servlet("application", ServletApplication.class)
                    .addMapping("/*")
                    .setAsyncSupported(true)
                    .setMultipartConfig(ServletApplication.parts()));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(application);
    manager.deploy();
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(new EncodingHandler(manager.start(), gzip()))
            .build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static ContentEncodingRepository gzip() {
    return new ContentEncodingRepository()
        .addEncodingHandler("gzip", new GzipEncodingProvider(), 50);
  }
}
