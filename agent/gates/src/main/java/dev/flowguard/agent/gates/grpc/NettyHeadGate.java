package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.spi.Guard;

/** Heads of the transport over Netty. */
public final class NettyHeadGate extends HeadGate {
  public NettyHeadGate(Guard guard) throws ReflectiveOperationException {
    super(guard, new NettyTransport());
  }
}
