package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.apache4.Apache4Hooks;
import dev.flowguard.agent.taps.apache4async.Apache4AsyncHooks;
import dev.flowguard.agent.taps.apache5.Apache5Hooks;
import dev.flowguard.agent.taps.apache5async.Apache5AsyncHooks;
import dev.flowguard.agent.taps.grpcokhttp.GrpcOkHttpHooks;
import dev.flowguard.agent.taps.helidon.HelidonHooks;
import dev.flowguard.agent.taps.jdkhttp.JdkHttpHooks;
import dev.flowguard.agent.taps.jettyclient.JettyClientHooks;
import dev.flowguard.agent.taps.netty.NettyHooks;
import dev.flowguard.agent.taps.okhttp.OkHttpHooks;
import dev.flowguard.agent.taps.urlconnection.UrlConnectionHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The clients whose exchanges are seen: the one list. A new client is one more line here. */
public final class Exchanges implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(
        OkHttpHooks.exchanges(),
        JdkHttpHooks.exchanges(),
        UrlConnectionHooks.exchanges(),
        Apache4Hooks.exchanges(),
        Apache4AsyncHooks.exchanges(),
        Apache5Hooks.exchanges(),
        Apache5AsyncHooks.exchanges(),
        JettyClientHooks.exchanges(),
        HelidonHooks.exchanges(),
        NettyHooks.exchanges(),
        NettyHooks.http2Exchanges(),
        GrpcOkHttpHooks.exchanges());
  }
}
