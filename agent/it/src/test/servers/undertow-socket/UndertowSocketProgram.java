package dev.flowguard.agent.contract;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.WebSocketExtension;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.jsr.ExtensionImpl;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletException;
import jakarta.websocket.Extension;
import java.net.InetSocketAddress;
import java.util.List;

/** Undertow with WebSockets of the API of Jakarta, embedded. */
final class UndertowSocketProgram implements ServerProgram {
  @Override
  public int start() throws ServletException {
    PerMessageDeflateHandshake compression = new PerMessageDeflateHandshake();
    Extension named =
        ExtensionImpl.create(new WebSocketExtension(compression.getName(), List.of()));
    WebSocketDeploymentInfo sockets =
        new WebSocketDeploymentInfo()
            .addEndpoint(SocketApplication.endpoint(List.of(named)))
            .addExtension(compression);
    DeploymentInfo application =
        Servlets.deployment()
            .setClassLoader(UndertowSocketProgram.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("application")
            .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(application);
    manager.deploy();
    Undertow server =
        Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(manager.start()).build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }
}
