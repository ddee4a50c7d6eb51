package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.grizzly.GrizzlyHooks;
import dev.flowguard.agent.taps.helidonserver.HelidonServerHooks;
import dev.flowguard.agent.taps.jdkserver.JdkServerHooks;
import dev.flowguard.agent.taps.jetty.JettyHooks;
import dev.flowguard.agent.taps.jetty.JettySocketHooks;
import dev.flowguard.agent.taps.jetty9.Jetty9Hooks;
import dev.flowguard.agent.taps.jetty9ws.Jetty9SocketHooks;
import dev.flowguard.agent.taps.netty.NettyHooks;
import dev.flowguard.agent.taps.netty.NettySocketHooks;
import dev.flowguard.agent.taps.springmock.SpringMockHooks;
import dev.flowguard.agent.taps.tomcat.TomcatHooks;
import dev.flowguard.agent.taps.tomcat.TomcatSocketHooks;
import dev.flowguard.agent.taps.undertow.UndertowHooks;
import dev.flowguard.agent.taps.undertow.UndertowSocketHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The servers whose requests are seen: the one list. A new server is one more line here. */
public final class ServerRequests implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(
        JdkServerHooks.requests(),
        TomcatHooks.requests(),
        TomcatSocketHooks.messages(),
        JettyHooks.requests(),
        JettySocketHooks.messages(),
        Jetty9Hooks.requests(),
        Jetty9SocketHooks.messages(),
        UndertowHooks.requests(),
        UndertowSocketHooks.messages(),
        GrizzlyHooks.requests(),
        NettyHooks.requests(),
        NettyHooks.http2Requests(),
        NettySocketHooks.messages(),
        HelidonServerHooks.requests(),
        HelidonServerHooks.http2Requests(),
        HelidonServerHooks.messages(),
        SpringMockHooks.requests(),
        SpringMockHooks.reactiveRequests());
  }
}
