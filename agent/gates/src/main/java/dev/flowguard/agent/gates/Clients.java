package dev.flowguard.agent.gates;

import dev.flowguard.agent.gates.apache4.Apache4Hooks;
import dev.flowguard.agent.gates.apache4async.Apache4AsyncHooks;
import dev.flowguard.agent.gates.apache5.Apache5Hooks;
import dev.flowguard.agent.gates.apache5async.Apache5AsyncHooks;
import dev.flowguard.agent.gates.armeria.ArmeriaHooks;
import dev.flowguard.agent.gates.asynchttpclient.AsyncHttpClientHooks;
import dev.flowguard.agent.gates.awsnetty.AwsNettyHooks;
import dev.flowguard.agent.gates.googlehttp.GoogleHttpHooks;
import dev.flowguard.agent.gates.grpc.GrpcHooks;
import dev.flowguard.agent.gates.helidon.HelidonHooks;
import dev.flowguard.agent.gates.jdkhttp.JdkHttpHooks;
import dev.flowguard.agent.gates.jdkws.JdkWebSocketHooks;
import dev.flowguard.agent.gates.jersey.JerseyHooks;
import dev.flowguard.agent.gates.jetty.JettyHooks;
import dev.flowguard.agent.gates.jettyws.JettyWebSocketHooks;
import dev.flowguard.agent.gates.ktor.KtorHooks;
import dev.flowguard.agent.gates.netty.NettyHooks;
import dev.flowguard.agent.gates.nettyhttp2.NettyHttp2Hooks;
import dev.flowguard.agent.gates.nettyws.NettyWebSocketHooks;
import dev.flowguard.agent.gates.okhttp.OkHttpHooks;
import dev.flowguard.agent.gates.okhttpws.OkHttpWebSocketHooks;
import dev.flowguard.agent.gates.reactornetty.ReactorNettyHooks;
import dev.flowguard.agent.gates.urlconnection.UrlConnectionHooks;
import dev.flowguard.agent.gates.vertx.VertxHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The clients that are hooked: the one list. A new client is one more line here. */
public final class Clients implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(
        UrlConnectionHooks.client(),
        JdkHttpHooks.client(),
        JdkWebSocketHooks.client(),
        OkHttpHooks.client(),
        OkHttpWebSocketHooks.client(),
        Apache4AsyncHooks.client(),
        Apache4Hooks.client(),
        Apache5AsyncHooks.client(),
        Apache5Hooks.client(),
        GrpcHooks.netty(),
        GrpcHooks.okHttp(),
        HelidonHooks.client(),
        JettyHooks.client(),
        JettyWebSocketHooks.client(),
        NettyHooks.client(),
        NettyHttp2Hooks.client(),
        NettyWebSocketHooks.client(),
        ReactorNettyHooks.client(),
        ArmeriaHooks.client(),
        AsyncHttpClientHooks.client(),
        AwsNettyHooks.client(),
        GoogleHttpHooks.client(),
        JerseyHooks.client(),
        KtorHooks.client(),
        VertxHooks.client(),
        VertxHooks.webClient());
  }
}
