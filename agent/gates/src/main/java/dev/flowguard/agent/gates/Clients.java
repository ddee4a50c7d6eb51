package dev.flowguard.agent.gates;

import dev.flowguard.agent.gates.grpc.GrpcHooks;
import dev.flowguard.agent.gates.jdkhttp.JdkHttpHooks;
import dev.flowguard.agent.gates.jdkws.JdkWebSocketHooks;
import dev.flowguard.agent.gates.okhttp.OkHttpHooks;
import dev.flowguard.agent.gates.okhttpws.OkHttpWebSocketHooks;
import dev.flowguard.agent.gates.urlconnection.UrlConnectionHooks;
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
        GrpcHooks.okHttp(),
        GrpcHooks.netty());
  }
}
