package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.grizzly.GrizzlyHooks;
import dev.flowguard.agent.taps.helidonserver.HelidonServerHooks;
import dev.flowguard.agent.taps.jdkserver.JdkServerHooks;
import dev.flowguard.agent.taps.jetty.JettyHooks;
import dev.flowguard.agent.taps.jetty9.Jetty9Hooks;
import dev.flowguard.agent.taps.netty.NettyHooks;
import dev.flowguard.agent.taps.tomcat.TomcatHooks;
import dev.flowguard.agent.taps.undertow.UndertowHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The servers whose answers are seen: the one list. A new server is one more line here. */
public final class ServerResponses implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(
        JdkServerHooks.responses(),
        TomcatHooks.responses(),
        JettyHooks.responses(),
        JettyHooks.responses("ee10"),
        JettyHooks.responses("ee11"),
        Jetty9Hooks.responses(),
        UndertowHooks.responses(),
        UndertowHooks.servletResponses(),
        GrizzlyHooks.responses(),
        NettyHooks.responses(),
        NettyHooks.http2Responses(),
        HelidonServerHooks.responses(),
        HelidonServerHooks.http2Responses(),
        HelidonServerHooks.events());
  }
}
