package dev.flowguard.agent.contract;

import io.undertow.Undertow;
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
        Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(manager.start()).build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }
}
